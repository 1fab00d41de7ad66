import { writeFile } from 'node:fs/promises';
import { CONFIGURATION_PAGE, configurationPage } from '../../platform/config/configuration-page.js';

await writeFile(CONFIGURATION_PAGE, configurationPage());
