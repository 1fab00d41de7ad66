export interface EnvOptions {
  name: string;
  description: string;
  /** The value of an unset or empty variable; null when left out. */
  default?: string | number | false;
  /** Turns the text into the value; what it cannot read, it leaves for the validators to refuse. */
  parse?: (text: string) => unknown;
  /** Whether the text must never be shown. */
  secret?: boolean;
}

export interface EnvVariable extends Required<Omit<EnvOptions, 'default'>> {
  property: string;
  default: string | number | false | null;
}

const variablesByPrototype = new Map<object, EnvVariable[]>();

/** Reads the property from an environment variable. */
export function Env(options: EnvOptions) {
  return (prototype: object, property: string): void => {
    const variables = variablesByPrototype.get(prototype) ?? [];
    variables.push({
      default: null,
      parse: (text) => text.trim(),
      secret: false,
      ...options,
      property,
    });
    variablesByPrototype.set(prototype, variables);
  };
}

/** The variables of a class, in the order of its properties. */
export function envVariablesOf(type: { prototype: object }): readonly EnvVariable[] {
  return variablesByPrototype.get(type.prototype) ?? [];
}
