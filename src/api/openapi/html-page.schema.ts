import { PAGE_MEDIA_TYPE } from '../../platform/http/media-type.js';
import { SchemaKeywords } from './schema-keywords.decorator.js';

@SchemaKeywords({
  type: 'string',
  description: 'A page for people.',
  example: '<!doctype html><title>inf:rotate</title>',
  contentMediaType: PAGE_MEDIA_TYPE,
})
export class HtmlPageSchema {}
