export const URLENCODED = 'application/x-www-form-urlencoded';
export const FORM_MEDIA_TYPES = [URLENCODED, 'multipart/form-data'];
