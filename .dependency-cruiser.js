/** The rooms of `src/`, from the top. A room imports only from itself and from rooms below it. */
const ROOMS = [
  'app',
  'chats',
  'webhooks',
  'verification',
  'tokens',
  'assistants',
  'identity',
  'audit',
  'api',
  'admission',
  'platform',
];

const upwards = ROOMS.slice(1).map((room, index) => ({
  name: `${room}-imports-only-from-below`,
  comment: 'See "The rooms" in CONTRIBUTING.md. A room reaches a room above it through a port.',
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: { path: `^src/(${ROOMS.slice(0, index + 1).join('|')})/` },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...upwards,
    {
      name: 'every-folder-is-a-room',
      comment: 'A new folder of src/ gets its place in the list of rooms.',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: `^src/(${ROOMS.join('|')})/` },
      to: {},
    },
    {
      name: 'no-circles',
      comment: 'Two files that import each other are one file, or need a third one.',
      severity: 'error',
      from: { path: '^src/([^/]+)/' },
      to: { circular: true, viaOnly: { path: '^src/$1/' } },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    includeOnly: '^src/',
    tsConfig: { fileName: 'tsconfig.json' },
    // Imports of types count too.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: ['.ts', '.js'] },
  },
};
