// The reference clients of GraphQL over WebSocket (graphql-ws) and server-sent events (graphql-sse), and a plain one over HTTP,
// against the packaged server: ./mvnw package -DskipTests, then npm install && npm test in this folder.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient as createEvents } from 'graphql-sse';
import { createClient as createSocket } from 'graphql-ws';
import WebSocket from 'ws';

const jar = fileURLToPath(new URL('../../../target/quarkus-app/quarkus-run.jar', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'record-store-clients-'));
const PATIENCE = 120_000;
const PROTO = `
syntax = "proto3";
package shop.v1;
import "recordstore/v1/options.proto";
message Item {
  option (recordstore.v1.record) = { primary_key: "id" indexes: [{ name: "by_kind", fields: [{ path: "kind" }] }] };
  int64 id = 1;
  string kind = 2;
}`;

function cli(...parameters) {
  const run = spawnSync('java', ['-jar', jar, ...parameters], { cwd: folder, encoding: 'utf8' });
  assert.equal(run.status, 0, run.stderr);
  return run.stdout.trim();
}

/** The address that a server says it listens on. */
function listening(server) {
  return new Promise((resolve, reject) => {
    let output = '';
    const tooLate = setTimeout(() => reject(new Error('it does not listen:\n' + output)), PATIENCE);
    server.stdout.on('data', (text) => {
      output += text;
      const found = /Listening on: (http:\/\/[^\s"]+)/.exec(output);
      if (found) {
        clearTimeout(tooLate);
        resolve(found[1].replace('0.0.0.0', 'localhost'));
      }
    });
    server.on('exit', (code) => reject(new Error('the server ended with ' + code + ':\n' + output)));
  });
}

async function post(url, token, query, variables) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: 'Bearer ' + token, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const answer = await response.json();
  assert.equal(answer.errors, undefined, JSON.stringify(answer.errors));
  return answer.data;
}

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

cli('keys', 'generate', '--root', '--dir', 'keys');
const token = cli('token', 'create', '--key', 'keys/root-1.key', '--tenant', 'acme', '--admin', '--expires', '1h');
const server = spawn('java', ['-Dquarkus.http.port=0', '-Dquarkus.log.console.json.enabled=false',
  '-Drecordstore.tokens.root-public-keys-path=keys/public', '-Drecordstore.encryption.keys.test=dGhpcyBrZXkgaXMgb25seSBmb3IgdGhlIHRlc3RzISE=',
  '-jar', jar], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
try {
  const address = await listening(server);
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
} finally {
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}
