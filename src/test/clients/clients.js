// The reference clients of GraphQL over WebSocket (graphql-ws) and server-sent events (graphql-sse), and a plain one over HTTP,
// against the packaged server: ./mvnw package -DskipTests, then npm install && npm test in this folder.
import assert from 'node:assert/strict';
import { createClient as createEvents } from 'graphql-sse';
import { createClient as createSocket } from 'graphql-ws';
import WebSocket from 'ws';
import { post, withServer } from './server.js';

const PROTO = `
syntax = "proto3";
package shop.v1;
import "recordstore/v1/options.proto";
message Item {
  option (recordstore.v1.record) = { primary_key: "id" indexes: [{ name: "by_kind", fields: [{ path: "kind" }] }] };
  int64 id = 1;
  string kind = 2;
}`;

/** What a query or a mutation is answered with, by either client. */
async function one(client, payload) {
  for await (const answer of client.iterate(payload)) {
    return answer;
  }
}

/** Follows the changes of items until there are as many as asked for. */
async function changes(client, query, count, whenBegun) {
  const seen = [];
  let begun = false;
  for await (const answer of client.iterate({ query })) {
    assert.equal(answer.errors, undefined, JSON.stringify(answer.errors));
    if (!begun) {
      begun = true;
      await whenBegun();
    }
    seen.push(...answer.data.itemChanges.changes.map((change) => change.kind + ' ' + change.key.id));
    if (seen.length >= count) {
      return seen;
    }
  }
}

async function check(name, client, url, token, id) {
  const put = 'mutation($item: ItemInput!) { putItem(item: $item) { item { id _version } } }';
  const written = await one(client, { query: put, variables: { item: { id, kind: 'pen' } } });
  assert.equal(written.data.putItem.item.id, String(id));
  const found = await one(client, { query: '{ items(where: {kind: {eq: "pen"}}) { nodes { id } } }' });
  assert.ok(found.data.items.nodes.some((node) => node.id === String(id)));
  const seen = await changes(client, 'subscription { itemChanges { changes { kind key { id } } resumeToken } }', 2, async () => {
    await post(url, token, put, { item: { id, kind: 'ink' } });
    await post(url, token, `mutation { deleteItem(id: ${id}) { version } }`);
  });
  assert.deepEqual(seen, [`UPDATE ${id}`, `DELETE ${id}`]);
  console.log(name + ' queries, mutates and subscribes');
}

await withServer(async (address, token) => {
  await post(address + '/graphql', token, `mutation($proto: String!) {
    createRecordSpace(recordSpace: "shop", changeRetention: {duration: "3600s", values: BEFORE_AND_AFTER}) { recordSpace }
    applySchema(recordSpace: "shop", protoFiles: [{path: "shop.proto", content: $proto}]) { schema { version } } }`,
  { proto: PROTO });
  const url = address + '/graphql/acme/shop';

  const socket = createSocket({
    url: url.replace('http', 'ws'), webSocketImpl: WebSocket, connectionParams: { Authorization: 'Bearer ' + token },
  });
  await check('graphql-ws', socket, url, token, 1);
  await assert.rejects(one(socket, { query: '{ nonsense }' }), (errors) => errors[0].extensions.code === 'INVALID_ARGUMENT');
  await socket.dispose();

  const stranger = createSocket({ url: url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
  await assert.rejects(one(stranger, { query: '{ __typename }' }), (closed) => closed.code === 4403);

  const events = createEvents({ url, headers: { Authorization: 'Bearer ' + token } });
  await check('graphql-sse', events, url, token, 2);
  events.dispose();
});
