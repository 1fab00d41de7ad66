import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import {
  FIND_CHILD,
  FIND_SESSION,
  FIND_TOKEN,
} from '../../src/admission/resolution/credentials.repository.js';
import { CHANGES_CHANNEL } from '../../src/admission/cache/invalidation/principal-change.js';
import { createTeamAssistant } from '../factories/team-assistant.factory.js';
import type { TeamAssistant } from '../factories/team-assistant.factory.js';
import { createChat } from '../factories/chats.factory.js';
import { createChild, createChildren } from '../factories/children.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createWebhook } from '../factories/webhooks.factory.js';
import { TestApp } from '../support/test-app.js';

interface Column {
  table: string;
  column: string;
}

const HEARTBEAT = 'heartbeat:';

/** The columns that the credential queries read, according to PostgreSQL. */
async function columnsOfPrincipal(client: Client): Promise<Column[]> {
  await client.query('BEGIN');
  await client.query(`CREATE VIEW seen_by_session AS ${withoutParameter(FIND_SESSION)}`);
  await client.query(`CREATE VIEW seen_by_token AS ${withoutParameter(FIND_TOKEN)}`);
  await client.query(`CREATE VIEW seen_by_child AS ${withoutParameter(FIND_CHILD)}`);
  const { rows } = await client.query<Column>(
    `SELECT DISTINCT table_name AS table, column_name AS column
     FROM information_schema.view_column_usage WHERE view_name LIKE 'seen_by_%' ORDER BY 1, 2`,
  );
  await client.query('ROLLBACK');
  return rows;
}

function withoutParameter(query: string): string {
  return query.replace('$1', `'\\x00'::bytea`);
}

describe('a change of what a principal may do', () => {
  let app: TestApp;
  let listener: Client;
  let writer: Client;
  let heard: string[] = [];
  let scene: TeamAssistant;
  let tokenId: string;
  let childId: string;
  let chatId: string;
  let webhookId: string;

  beforeAll(async () => {
    app = await TestApp.start();
    listener = new Client(app.database.url);
    writer = new Client(app.database.url);
    await Promise.all([listener.connect(), writer.connect()]);
    listener.on('notification', ({ payload = '' }) => {
      if (!payload.startsWith(HEARTBEAT)) heard.push(payload);
    });
    await listener.query(`LISTEN ${CHANGES_CHANNEL}`);
  });

  beforeEach(async () => {
    scene = await createTeamAssistant(app);
    ({ id: tokenId } = await createToken(app, { owner: scene.owner, assistant: scene.assistant }));
    ({ id: childId } = await createChild(app, { id: tokenId }));
    chatId = (await createChat(app, scene)).id;
    ({ id: webhookId } = await createWebhook(app, scene));
    await hearAll();
    heard = [];
  });

  afterAll(async () => {
    await Promise.all([listener.end(), writer.end()]);
    await app.close();
  });

  /** The announcements of the commit. */
  async function announcedBy(statement: string, values: unknown[] = []): Promise<string[]> {
    heard = [];
    await writer.query(statement, values);
    await hearAll();
    return [...new Set(heard)].sort();
  }

  /** Our own notification arrives after all earlier commits. */
  async function hearAll(): Promise<void> {
    const note = `end:${String(Math.random())}`;
    await writer.query('SELECT pg_notify($1, $2)', [CHANGES_CHANNEL, note]);
    while (!heard.includes(note)) await listener.query('SELECT 1');
    heard = heard.filter((payload) => payload !== note);
  }

  it('is announced for every column that the credential queries read', async () => {
    const columns = await columnsOfPrincipal(writer);
    expect(columns.length).toBeGreaterThan(25);
    const silent: Column[] = [];
    for (const { table, column } of columns) {
      const announced = await announcedBy(`UPDATE ${table} SET ${column} = ${column}`);
      if (announced.length === 0) silent.push({ table, column });
    }
    expect(silent).toEqual([]);
  });

  it('is announced with the id of the changed resource', async () => {
    const { owner, assistant } = scene;
    expect(
      await announcedBy('UPDATE tokens SET revoked_at = now() WHERE id = $1', [tokenId]),
    ).toEqual([`token:${tokenId}`]);
    expect(
      await announcedBy('UPDATE token_secrets SET retires_at = now() WHERE token_id = $1', [
        tokenId,
      ]),
    ).toEqual([`token:${tokenId}`]);
    expect(
      await announcedBy('UPDATE tokens SET child_epoch = child_epoch + 1 WHERE id = $1', [tokenId]),
    ).toEqual([`token:${tokenId}`]);
    expect(
      await announcedBy('UPDATE child_tokens SET revoked_at = now() WHERE id = $1', [childId]),
    ).toEqual([`child:${childId}`]);
    expect(
      await announcedBy('UPDATE chats SET user_id = $2 WHERE id = $1', [chatId, scene.editor.id]),
    ).toEqual([`chat:${chatId}`]);
    expect(
      await announcedBy('UPDATE webhooks SET enabled = false WHERE id = $1', [webhookId]),
    ).toEqual([`webhook:${webhookId}`]);
    expect(await announcedBy('UPDATE users SET disabled = true WHERE id = $1', [owner.id])).toEqual(
      [`user:${owner.id}`],
    );
    expect(
      await announcedBy(`UPDATE assistants SET slug = 'renamed' WHERE id = $1`, [assistant.id]),
    ).toEqual([`assistant:${assistant.id}`]);
  });

  it('is announced when a seat or a membership is added or removed', async () => {
    const { owner } = scene;
    const expected = [`user:${owner.id}`];
    const ofOwner = 'WHERE user_id = $1';
    expect(await announcedBy(`DELETE FROM ai_seats ${ofOwner}`, [owner.id])).toEqual(expected);
    expect(await announcedBy('INSERT INTO ai_seats VALUES ($1, now())', [owner.id])).toEqual(
      expected,
    );
    const [{ team_id: teamId }] = (
      await writer.query<{ team_id: string }>(`SELECT team_id FROM team_members ${ofOwner}`, [
        owner.id,
      ])
    ).rows as [{ team_id: string }];
    expect(await announcedBy(`DELETE FROM team_members ${ofOwner}`, [owner.id])).toEqual(expected);
    expect(
      await announcedBy(`INSERT INTO team_members VALUES ($1, $2, 'viewer', now())`, [
        teamId,
        owner.id,
      ]),
    ).toEqual(expected);
  });

  it('is announced for both owners when a row moves from one to the other', async () => {
    const { owner, editor } = scene;
    await writer.query('DELETE FROM ai_seats WHERE user_id = $1', [editor.id]);
    expect(
      await announcedBy('UPDATE ai_seats SET user_id = $2 WHERE user_id = $1', [
        owner.id,
        editor.id,
      ]),
    ).toEqual([`user:${owner.id}`, `user:${editor.id}`].sort());
  });

  it('is announced for rows that a deletion removes by cascade', async () => {
    const { owner } = scene;
    await writer.query('UPDATE tokens SET revoked_at = now() WHERE id = $1', [tokenId]);
    const announced = await announcedBy('DELETE FROM owners WHERE id = $1', [owner.username]);
    expect(announced).toEqual(
      expect.arrayContaining([
        `token:${tokenId}`,
        `user:${owner.id}`,
        expect.stringMatching(/^session:/),
      ]),
    );
  });

  it('is announced for children that are deleted with a chat or a token', async () => {
    const ofChat = await createChild(app, { id: tokenId }, { chatId });
    expect(await announcedBy('DELETE FROM chats WHERE id = $1', [chatId])).toEqual([
      `child:${ofChat.id}`,
    ]);
    const announced = await announcedBy('DELETE FROM tokens WHERE id = $1', [tokenId]);
    expect(announced).toEqual([`child:${childId}`, `token:${tokenId}`]);
  });

  it('is not announced again when ended children are deleted', async () => {
    const past = new Date(Date.now() - 120_000);
    await createChildren(app, 3, { id: tokenId }, { expiresAt: past });
    await createChildren(app, 3, { id: tokenId }, { childEpoch: -1 });
    await createChildren(app, 3, { id: tokenId }, { revokedAt: past });
    const ended = `expires_at < now() OR child_epoch < 0 OR revoked_at IS NOT NULL`;
    expect(await announcedBy(`DELETE FROM child_tokens WHERE ${ended}`)).toEqual([]);
    await announcedBy('UPDATE tokens SET revoked_at = now() WHERE id = $1', [tokenId]);
    expect(await announcedBy('DELETE FROM child_tokens WHERE id = $1', [childId])).toEqual([]);
  });

  it('is announced when a table is emptied', async () => {
    const tables = new Set((await columnsOfPrincipal(writer)).map(({ table }) => table));
    for (const table of tables) {
      await writer.query('BEGIN');
      const { rows } = await writer.query<{ tgname: string }>(
        `SELECT tgname FROM pg_trigger WHERE tgrelid = $1::regclass AND tgname LIKE '%announce_all'`,
        [table],
      );
      await writer.query('ROLLBACK');
      expect([table, rows]).toEqual([table, [{ tgname: `${table}_announce_all` }]]);
    }
    expect(await announcedBy('TRUNCATE sessions')).toEqual(['all']);
  });

  it('is announced only when the transaction commits', async () => {
    await writer.query('BEGIN');
    await writer.query('UPDATE tokens SET revoked_at = now() WHERE id = $1', [tokenId]);
    await listener.query('SELECT 1');
    expect(heard).toEqual([]);
    await writer.query('ROLLBACK');
    await hearAll();
    expect(heard).toEqual([]);
  });

  it('does not include the last use or the notes', async () => {
    const { owner, assistant } = scene;
    expect(
      await announcedBy(
        `UPDATE token_secrets SET last_used_at = now(), last_used_address = '::1' WHERE token_id = $1`,
        [tokenId],
      ),
    ).toEqual([]);
    expect(
      await announcedBy(
        `UPDATE child_tokens SET last_used_at = now(), last_used_address = '::1', label = 'x'
         WHERE id = $1`,
        [childId],
      ),
    ).toEqual([]);
    expect(
      await announcedBy('UPDATE chats SET message_count = 7, updated_at = now() WHERE id = $1', [
        chatId,
      ]),
    ).toEqual([]);
    expect(await announcedBy(`UPDATE tokens SET notes = 'x' WHERE id = $1`, [tokenId])).toEqual([]);
    expect(
      await announcedBy(`UPDATE assistants SET name = 'x' WHERE id = $1`, [assistant.id]),
    ).toEqual([]);
    expect(
      await announcedBy(`UPDATE users SET password_hash = 'x' WHERE id = $1`, [owner.id]),
    ).toEqual([]);
  });
});
