// GraphiQL on the endpoint whose path this page's path ends with: /q/graphiql/demo/cities is for /graphql/demo/cities.
(function () {
  'use strict';

  const names = location.pathname.replace(/^\/q\/graphiql\/?/, '');
  const endpoint = '/graphql' + (names ? '/' + names : '');
  const tokenKeyOf = (tenant) => 'record-store-token:' + tenant;
  const tokenKey = tokenKeyOf(names.split('/')[0]);

  // A link brings the token in its fragment, which no server and no log sees; from then on this tab keeps it, for its tenant's
  // RecordSpaces and for /graphql.
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  if (given) {
    sessionStorage.setItem(tokenKey, given);
    sessionStorage.setItem(tokenKeyOf(''), given);
    history.replaceState(null, '', location.pathname);
  }
  const token = sessionStorage.getItem(tokenKey);
  const headers = token ? { Authorization: 'Bearer ' + token } : {};

  function fetcher(parameters, options) {
    // Right after a change of tabs GraphiQL still names the operation of the tab before.
    const { operationName, ...unnamed } = parameters;
    const isThere = operationName
      && new RegExp('\\b(query|mutation|subscription)\\s+' + operationName + '\\b').test(parameters.query);
    const request = isThere ? parameters : unnamed;
    const sent = { ...headers, ...(options && options.headers) };
    return isSubscription(request, options) ? subscribe(request, sent) : post(request, sent);
  }

  function isSubscription(request, options) {
    // Right after an edit GraphiQL still has the document of before.
    const known = options && options.documentAST;
    const document = known && known.loc && known.loc.source.body === request.query ? known : null;
    const operations = document ? document.definitions.filter((one) => one.kind === 'OperationDefinition') : [];
    const asked = operations.length > 1 && request.operationName
      ? operations.filter((one) => one.name && one.name.value === request.operationName)
      : operations;
    return asked.length > 0 ? asked[0].operation === 'subscription' : /^\s*(#.*\s*)*subscription\b/.test(request.query);
  }

  async function post(request, sent) {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/graphql-response+json', ...sent },
      body: JSON.stringify(request),
    });
    return response.json();
  }

  // A subscription is a WebSocket of its own, by the protocol graphql-transport-ws; its token goes in the first message.
  function subscribe(request, sent) {
    return {
      subscribe(observer) {
        const socket = new WebSocket(location.origin.replace(/^http/, 'ws') + endpoint, 'graphql-transport-ws');
        const send = (message) => socket.send(JSON.stringify(message));
        let isOver = false;
        const end = (how, what) => {
          if (!isOver) {
            isOver = true;
            observer[how](what);
            socket.close(1000);
          }
        };
        socket.onopen = () => send({ type: 'connection_init', payload: { Authorization: sent.Authorization } });
        socket.onclose = (closed) => end('error', new Error(closed.reason || 'the connection was closed'));
        socket.onmessage = (event) => {
          const message = JSON.parse(event.data);
          switch (message.type) {
            case 'connection_ack': return send({ id: '1', type: 'subscribe', payload: request });
            case 'ping': return send({ type: 'pong' });
            case 'next': return isOver || observer.next(message.payload);
            case 'error': return end('error', message.payload);
            case 'complete': return end('complete');
          }
        };
        return {
          unsubscribe() {
            isOver = true;
            socket.close(1000);
          },
        };
      },
    };
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
