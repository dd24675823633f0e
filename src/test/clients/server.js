// The packaged server, with keys of its own and a RecordSpace made over GraphQL: ./mvnw package -DskipTests.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const jar = fileURLToPath(new URL('../../../target/quarkus-app/quarkus-run.jar', import.meta.url));
const PATIENCE = 120_000;

function cli(folder, ...parameters) {
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

export async function post(url, token, query, variables) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: 'Bearer ' + token, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const answer = await response.json();
  assert.equal(answer.errors, undefined, JSON.stringify(answer.errors));
  return answer.data;
}

/** Runs something with a server's address and an administrator's token of the tenant acme, and ends the server. */
export async function withServer(use) {
  const folder = mkdtempSync(join(tmpdir(), 'record-store-clients-'));
  try {
    cli(folder, 'keys', 'generate', '--root', '--dir', 'keys');
    const token = cli(folder, 'token', 'create', '--key', 'keys/root-1.key', '--tenant', 'acme', '--admin', '--expires', '1h');
    const server = spawn('java', ['-Dquarkus.http.port=0', '-Dquarkus.log.console.json.enabled=false',
      '-Drecordstore.tokens.root-public-keys-path=keys/public', '-Drecordstore.encryption.keys.test=dGhpcyBrZXkgaXMgb25seSBmb3IgdGhlIHRlc3RzISE=',
      '-jar', jar], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      await use(await listening(server), token);
    } finally {
      server.kill();
      await once(server, 'exit');
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
