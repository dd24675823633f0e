// The retry loop in TypeScript as docs/transactions.md has it, checked by the compiler and run by several processes at once against
// the packaged server: no increment is lost, and none is counted twice.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { post, withServer } from './server.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const page = readFileSync(join(root, 'docs/transactions.md'), 'utf8');
const modules = fileURLToPath(new URL('node_modules', import.meta.url));
const PROCESSES = 3;
const OF_EACH = 5;

/** The one block of the page in a language. */
function block(language) {
  const blocks = [...page.matchAll(new RegExp('^```' + language + '\n(.*?)^```', 'gms'))];
  assert.equal(blocks.length, 1, 'blocks of ' + language);
  return blocks[0][1];
}

function compile(folder) {
  writeFileSync(join(folder, 'loop.ts'), block('typescript'));
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
  symlinkSync(modules, join(folder, 'node_modules'));
  const run = spawnSync(process.execPath, [join(modules, 'typescript/bin/tsc'), '--strict', '--target', 'es2022',
    '--module', 'nodenext', '--types', 'node', 'loop.ts'], { cwd: folder, encoding: 'utf8' });
  assert.equal(run.status, 0, run.stdout);
  return join(folder, 'loop.js');
}

/** What a run of the program says. */
function run(program, server, token) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program],
      { cwd: root, env: { ...process.env, SERVER: server, TOKEN: token }, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (text) => { output += text; });
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(output) : reject(new Error('it ended with ' + code + ':\n' + output))));
  });
}

async function conflicts(address) {
  const metrics = await (await fetch(address + '/q/metrics')).text();
  return Number(/^recordstore_engine_conflicts_total(?:{.*})? (\S+)$/m.exec(metrics)[1]);
}

const folder = mkdtempSync(join(tmpdir(), 'record-store-transactions-'));
try {
  const program = compile(folder);
  await withServer(async (address, token) => {
    await post(address + '/graphql', token, `mutation($proto: String!) {
      createRecordSpace(recordSpace: "prod/game") { recordSpace }
      applySchema(recordSpace: "prod/game", protoFiles: [{path: "game.proto", content: $proto}]) { schema { version } } }`,
    { proto: block('protobuf') });

    const outputs = await Promise.all(Array.from({ length: PROCESSES }, () => run(program, new URL(address).host, token)));

    const seen = outputs.flatMap((output) => JSON.parse(output)).sort((a, b) => a - b);
    assert.deepEqual(seen, Array.from({ length: PROCESSES * OF_EACH }, (_, i) => i + 1));
    const found = await post(address + '/graphql/acme/prod/game', token, '{ player(id: "alice") { points } }');
    assert.equal(found.player.points, PROCESSES * OF_EACH);
    const refused = await conflicts(address);
    assert.ok(refused > 0, 'nobody conflicted with anybody');
    console.log(`the retry loop of docs/transactions.md counts up to ${seen.length}, with ${refused} conflicts`);
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
