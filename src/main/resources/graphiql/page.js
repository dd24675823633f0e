// GraphiQL on the endpoint whose path this page's path ends with: /q/graphiql/demo/cities is for /graphql/demo/cities.
(function () {
  'use strict';

  const names = location.pathname.replace(/^\/q\/graphiql\/?/, '');
  const endpoint = '/graphql' + (names ? '/' + names : '');
  const tokenKey = 'record-store-token:' + (names.split('/')[0] || '');

  // A link brings the token in its fragment, which no server and no log sees; from then on this tab keeps it.
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  if (given) {
    sessionStorage.setItem(tokenKey, given);
    history.replaceState(null, '', location.pathname);
  }
  const token = sessionStorage.getItem(tokenKey);
  const headers = token ? { Authorization: 'Bearer ' + token } : {};

  async function fetcher(parameters, options) {
    // Right after a change of tabs GraphiQL still names the operation of the tab before.
    const { operationName, ...unnamed } = parameters;
    const isThere = operationName && new RegExp('\\b' + operationName + '\\b').test(parameters.query);
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Accept: 'application/graphql-response+json',
        ...headers,
        ...(options && options.headers),
      },
      body: JSON.stringify(isThere ? parameters : unnamed),
    });
    return response.json();
  }

  // Every RecordSpace has tabs of its own; they begin with the examples.
  const prefix = 'record-store-graphiql:' + endpoint + ':';
  const storage = {
    getItem: (key) => localStorage.getItem(prefix + key),
    setItem: (key, value) => localStorage.setItem(prefix + key, value),
    removeItem: (key) => localStorage.removeItem(prefix + key),
    clear: () => Object.keys(localStorage).filter((key) => key.startsWith(prefix)).forEach((key) => localStorage.removeItem(key)),
    get length() { return Object.keys(localStorage).filter((key) => key.startsWith(prefix)).length; },
  };

  const shownHeaders = JSON.stringify(headers, null, 2);
  const examples = (window.recordStoreExamples[endpoint] || window.recordStoreExamples.any).map((example) => ({
    query: example.query.trim() + '\n',
    headers: shownHeaders,
  }));
  const title = React.createElement('div', { className: 'record-store-title' },
    'record-store ', React.createElement('span', null, endpoint));
  document.title = (names || 'record-store') + ' – GraphiQL';
  ReactDOM.createRoot(document.getElementById('graphiql')).render(
    React.createElement(GraphiQL, {
      fetcher,
      storage,
      defaultTabs: examples,
      defaultHeaders: shownHeaders,
      defaultEditorToolsVisibility: false,
      shouldPersistHeaders: false,
    }, React.createElement(GraphiQL.Logo, null, title)));
})();
