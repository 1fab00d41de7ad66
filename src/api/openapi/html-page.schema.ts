import { PAGE_MEDIA_TYPE } from '../../platform/http/media-type.js';
import { SchemaKeywords } from './schema-keywords.decorator.js';

@SchemaKeywords({
  type: 'string',
  description: 'An HTML page.',
  example: '<!doctype html><title>inf:rotate</title>',
  contentMediaType: PAGE_MEDIA_TYPE,
})
export class HtmlPageSchema {}
