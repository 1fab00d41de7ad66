import type { PathsObject } from '@nestjs/swagger';

/** Keeps only the components that operations refer to. */
export function usedComponents<T>(
  kind: 'examples' | 'headers',
  components: Record<string, T>,
  paths: PathsObject,
): Record<string, T> {
  const text = JSON.stringify(paths);
  return Object.fromEntries(
    Object.entries(components).filter(([name]) => text.includes(`"#/components/${kind}/${name}"`)),
  );
}
