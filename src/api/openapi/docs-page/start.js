// Runs in the browser, after swagger-ui-bundle.js.

const FILTER = 'filter';
// The service may be below a path that only its proxy knows.
const DOCUMENT = new URL('../openapi.json', document.currentScript.src);

SwaggerUIBundle({
  url: DOCUMENT.href,
  domNode: document.getElementById('operations'),
  deepLinking: true,
  displayOperationId: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  filter: sessionStorage.getItem(FILTER) ?? true,
  persistAuthorization: false,
  validatorUrl: null,
  plugins: [filterOperations, askForToken],
  requestInterceptor: sendOneCredential,
});

for (const link of document.querySelectorAll('nav a')) {
  link.addEventListener('click', () => goTo(link.hash.slice('#/'.length)));
}

const darkMode = matchMedia('(prefers-color-scheme: dark)');
darkMode.addEventListener('change', followDarkMode);
followDarkMode();

function followDarkMode() {
  document.documentElement.classList.toggle('dark-mode', darkMode.matches);
}

function goTo(tag) {
  const id = tag === '' ? 'operations' : `operations-tag-${tag}`;
  document.getElementById(id)?.scrollIntoView({ behavior: 'smooth' });
}

/** The session cookie would be a second credential beside a token: the two are refused. */
function sendOneCredential(request) {
  if ('Authorization' in request.headers) request.credentials = 'omit';
  return request;
}

/** Swagger UI by itself filters by tag, and forgets the filter when the page is loaded again. */
function filterOperations({ React }) {
  return {
    fn: {
      opsFilter: (groups, phrase) =>
        groups
          .map((group) => group.update('operations', (all) => all.filter(holding(phrase))))
          .filter((group) => !group.get('operations').isEmpty()),
    },
    components: {
      FilterContainer: ({ layoutSelectors, layoutActions }) => {
        const filter = layoutSelectors.currentFilter();
        return React.createElement('input', {
          type: 'search',
          className: 'operation-filter',
          placeholder: 'Filter by path, summary or name',
          'aria-label': 'Filter operations',
          value: filter === true ? '' : filter,
          onChange: ({ target: { value } }) => {
            sessionStorage.setItem(FILTER, value);
            layoutActions.updateFilter(value);
          },
        });
      },
    },
  };
}

/** A page neither signs proofs nor writes the session cookie, so it asks for neither. */
function askForToken() {
  const withoutOthers =
    (select) =>
    (...given) =>
      select(...given).filter((schemes) => schemes.has('bearer'));
  return {
    statePlugins: {
      auth: {
        wrapSelectors: {
          definitionsToAuthorize: withoutOthers,
          definitionsForRequirements: withoutOthers,
        },
      },
    },
  };
}

function holding(phrase) {
  const words = phrase.toLowerCase().split(/\s+/);
  return (operation) => {
    const { path, method, operation: details } = operation.toJS();
    const text = [method, path, details.summary, details.operationId].join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  };
}
