import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** Prints the size of each entry, minified and compressed. */
const names = ['index', 'verify', 'webhooks', 'audit'];
const { outputFiles } = await build({
  entryPoints: names.map((name) => `dist/${name}.js`),
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  write: false,
  outdir: 'size',
});
for (const [index, { contents }] of outputFiles.entries()) {
  console.log(`${names[index]} ${contents.length} ${gzipSync(contents, { level: 9 }).length}`);
}
