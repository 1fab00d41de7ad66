import root from '../../eslint.config.js';

const [, ...rules] = root;

/** The rules of the repository, with paths relative to this directory. */
export default [
  { ignores: ['dist/', 'scripts/', 'eslint.config.js', 'src/schema/openapi.ts'] },
  ...rules,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
  },
];
