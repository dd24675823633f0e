// GraphiQL in a real browser: starts dev mode, follows the link of its banner and runs every example that is there, and then
// every step that docs/graphql.md has for somebody with a .proto.
// npm install && npm test; CHROMIUM names the browser (default /usr/bin/chromium). Takes the README's screenshot.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const PATIENCE = 420_000;

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Ends dev mode with all its processes. It may have ended by itself, and then that is the failure to report. */
function end(server) {
  try {
    process.kill(-server.pid);
  } catch (failure) {
    if (failure.code !== 'ESRCH') {
      throw failure;
    }
  }
}

/** The link to GraphiQL in what dev mode prints. */
function link(server) {
  return new Promise((resolve, reject) => {
    let output = '';
    const tooLate = setTimeout(() => reject(new Error('no banner in:\n' + output)), PATIENCE);
    server.stdout.on('data', (text) => {
      output += text;
      const found = /GraphiQL\s+(http\S+#token=\S+)\s/.exec(output);
      if (found) {
        clearTimeout(tooLate);
        resolve(found[1]);
      }
    });
    server.on('exit', (code) => reject(new Error('dev mode ended with ' + code + ':\n' + output)));
  });
}

async function run(page) {
  const [response] = await Promise.all([
    page.waitForResponse((r) => new URL(r.url()).pathname.startsWith('/graphql') && !r.request().postData().includes('IntrospectionQuery')),
    page.getByRole('button', { name: /Execute query/ }).click(),
  ]);
  const answer = await response.json();
  assert.equal(answer.errors, undefined, JSON.stringify(answer.errors));
  await page.locator('.result-window').getByText('"data"').waitFor();
  return answer.data;
}

/** Runs the subscription of the open tab, changes a city, and sees it told. */
async function follow(page, url) {
  const { origin, pathname, hash } = new URL(url);
  await page.getByRole('button', { name: /Execute query/ }).click();
  await page.locator('.result-window').getByText('"resumeToken"').waitFor();
  const response = await page.request.post(origin + pathname.replace('/q/graphiql', '/graphql'), {
    headers: { authorization: 'Bearer ' + new URLSearchParams(hash.slice(1)).get('token') },
    data: { query: 'mutation { putCity(city: {id: 7, name: "Lyonesse", country: "GB", population: 99}) { city { id } } }' },
  });
  assert.equal(response.status(), 200);
  await page.locator('.result-window').getByText('"Lyonesse"').waitFor();
  await page.screenshot({ path: root + '/target/graphiql-subscription.png' });
  await page.getByRole('button', { name: /Stop query/ }).click();
}

async function check(page, url) {
  const foreign = [];
  const problems = [];
  page.on('request', (request) => new URL(request.url()).origin === new URL(url).origin || foreign.push(request.url()));
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  await page.goto(url);
  await page.locator('.graphiql-query-editor').waitFor();
  assert.ok(!page.url().includes('token'), 'the token stays in the address');

  const largest = await run(page);
  assert.deepEqual(largest.cities.nodes.map((city) => city.name).slice(0, 3), ['Amsterdam', 'Rotterdam', 'The Hague']);
  await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
  await page.getByText('Root Types').waitFor();
  await page.locator('.graphiql-doc-explorer').getByText('Query', { exact: true }).first().click();
  await page.locator('.graphiql-doc-explorer').getByText('cities', { exact: true }).waitFor();
  await page.screenshot({ path: root + '/docs/graphiql.png' });

  const tabs = page.getByRole('tab');
  for (let i = 1; i < await tabs.count(); i++) {
    await tabs.nth(i).click();
    if ((await tabs.nth(i).textContent()).includes('Changes')) {
      await follow(page, url);
    } else {
      await run(page);
    }
  }
  assert.deepEqual(foreign, [], 'requests to other servers');
  assert.deepEqual(problems, []);
}

/** What the documentation has to be run, step by step. */
function documented() {
  const section = readFileSync(root + '/docs/graphql.md', 'utf8').split('\n## ').find((part) => part.startsWith('From a .proto'));
  return [...section.matchAll(/```graphql\n([\s\S]*?)```/g)].map((block) => block[1]);
}

/** Replaces what the editor has, as somebody does who pastes. */
async function write(page, text) {
  await page.locator('.graphiql-query-editor .CodeMirror').click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.press('Delete');
  await page.keyboard.insertText(text);
}

async function open(page, path) {
  await page.goto(new URL(path, page.url()).href);
  await page.locator('.graphiql-query-editor').waitFor();
}

async function runText(page, text) {
  await write(page, text);
  return run(page);
}

/** From a RecordSpace that is not there to typed queries and changes. */
async function walk(page, url) {
  const [create, apply, put, query, keep, subscription, ...more] = documented();
  assert.ok(subscription && more.length === 0, 'the documentation has other steps than these');
  await open(page, '/q/graphiql');
  assert.equal((await run(page)).recordSpaces.nodes[0].recordSpace, 'cities');
  assert.equal((await runText(page, create)).createRecordSpace.recordSpace, 'shop');
  const applied = (await runText(page, apply)).applySchema;
  assert.equal(applied.schema.version, 1);
  assert.deepEqual(applied.schema.indexes, [{ definition: { name: 'by_kind' }, state: 'READABLE' }]);

  await open(page, '/q/graphiql/demo/shop');
  assert.ok((await runText(page, put)).pen.item._version);
  assert.deepEqual((await runText(page, query)).items.nodes, [{ id: '2', price: '12' }, { id: '1', price: '3' }]);
  const first = (await runText(page, query.replace('first: 10', 'first: 1'))).items;
  assert.ok(first.pageInfo.hasNextPage);
  const second = await runText(page, query.replace('first: 10', `first: 1, after: "${first.pageInfo.endCursor}"`));
  assert.deepEqual(second.items.nodes, [{ id: '1', price: '3' }]);
  assert.equal(second.items.pageInfo.hasNextPage, false);

  await open(page, '/q/graphiql');
  assert.equal((await runText(page, keep)).updateRecordSpace.changeRetention.values, 'BEFORE_AND_AFTER');
  await open(page, '/q/graphiql/demo/shop');
  await write(page, subscription);
  await page.getByRole('button', { name: /Execute query/ }).click();
  await page.locator('.result-window').getByText('"resumeToken"').waitFor();
  const other = await page.context().newPage();
  await other.goto(url);
  await open(other, '/q/graphiql/demo/shop');
  await runText(other, put);
  await page.locator('.result-window').getByText('"UPDATE"').first().waitFor();
  await page.screenshot({ path: root + '/target/graphiql-walk.png' });
}

const port = await freePort();
const server = spawn('./mvnw', ['-B', 'quarkus:dev', `-Dquarkus.http.port=${port}`, '-Ddebug=false',
  '-Dquarkus.console.enabled=false', '-Drecordstore.fdb.embedded.memory=true', ...process.argv.slice(2)],
  { cwd: root, detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
let browser;
let page;
try {
  const url = await link(server);
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
  const context = await browser.newContext({ viewport: { width: 1360, height: 760 }, colorScheme: 'light' });
  page = await context.newPage();
  page.setDefaultTimeout(60_000);
  await check(page, url);
  console.log('every example of the demo runs in GraphiQL');
  await walk(page, url);
  console.log('every step of docs/graphql.md runs in GraphiQL');
} catch (failure) {
  await page?.screenshot({ path: root + '/target/graphiql-failed.png' });
  throw failure;
} finally {
  await browser?.close();
  end(server);
}
