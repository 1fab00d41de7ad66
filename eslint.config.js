import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: [
      '.ci/',
      // It has a configuration of its own, and types that are there only once it is built.
      'clients/',
      'dist/',
      'reports/',
      '.tools/',
      '.data/',
      '.dependency-cruiser.js',
      'eslint.config.js',
      'jest.config.js',
      'test/support/*.js',
      'test/clients/*/',
    ],
  },
  eslint.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      // DTOs, resources and entities are plain data: classes only because decorators need them.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-misused-spread': 'off',
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: false },
      ],
    },
  },
  {
    files: ['src/api/openapi/docs-page/*.js'],
    ...tseslint.configs.disableTypeChecked,
    languageOptions: {
      parserOptions: { projectService: false, project: false, program: null },
      globals: {
        SwaggerUIBundle: 'readonly',
        URL: 'readonly',
        document: 'readonly',
        matchMedia: 'readonly',
        sessionStorage: 'readonly',
      },
    },
  },
  {
    // Answers are checked against the OpenAPI document, not against types.
    files: ['test/**/*.ts', 'bench/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
);
