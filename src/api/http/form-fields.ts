/**
 * The fields of a form. Only OAuth endpoints take forms, and OAuth clients may send parameters that
 * an endpoint does not know. So the validation ignores unknown fields of a form, as RFC 6749,
 * section 3.2, requires.
 */
export class FormFields {
  [name: string]: unknown;

  constructor(fields: object) {
    Object.assign(this, fields);
  }
}
