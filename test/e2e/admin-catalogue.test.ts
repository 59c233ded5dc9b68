import { aBarePartner, itemsOf, pathsOf } from '../support/admin.js';
import { type Gateway, startGateway } from '../support/app.js';
import { asAdmin, call } from '../support/http.js';

let gateway: Gateway;

beforeAll(async () => {
  gateway = await startGateway();
});

const put = (path: string, json: unknown) => asAdmin(gateway, path, { method: 'PUT', json });

describe('a status map', () => {
  it('adds and replaces what is given, and keeps the rest', async () => {
    const { slug } = await aBarePartner(gateway);
    const path = `/api/admin/partners/${slug}/status-map`;
    await put(path, { 'Retainer Done': 'signed', 'Note Added': null, 'Closed | *': 'closed' });
    const answer = await put(path, { retainer_done: 'filed' });
    expect([answer.status, answer.body]).toEqual([
      200,
      { 'Closed | *': 'closed', 'Note Added': null, retainer_done: 'filed' },
    ]);
    expect((await asAdmin(gateway, path)).body).toEqual(answer.body);
  });

  it('gives up one status, with or without sub-status, in any spelling', async () => {
    const { slug } = await aBarePartner(gateway);
    const path = `/api/admin/partners/${slug}/status-map`;
    await put(path, { 'Closed | *': 'closed', 'Closed | Client withdrew': 'declined_by_client', Signed: 'filed' });
    const remove = (rawStatus: string) =>
      asAdmin(gateway, `${path}?${new URLSearchParams({ rawStatus })}`, { method: 'DELETE' });
    expect((await remove('CLOSED | client_withdrew')).body).toEqual({ 'Closed | *': 'closed', Signed: 'filed' });
    expect((await remove('signed')).body).toEqual({ 'Closed | *': 'closed' });
    const again = await remove('signed');
    expect([again.status, again.body['code']]).toEqual([404, 'raw_status_not_mapped']);
  });

  it('names what does not exist, and saves nothing then', async () => {
    const { slug } = await aBarePartner(gateway);
    const path = `/api/admin/partners/${slug}/status-map`;
    const answer = await put(path, { Signed: 'signed', Done: 'finished' });
    expect([answer.status, answer.body['code']]).toEqual([422, 'canonical_status_unknown']);
    expect(answer.body['issues']).toEqual([{ path: 'Done', message: expect.stringContaining('finished') }]);
    expect((await asAdmin(gateway, path)).body).toEqual({});
  });

  it.each([[{ Done: 7 }], [{ '--': 'signed' }], [['signed']]])('is refused in the form %j', async (map) => {
    const { slug } = await aBarePartner(gateway);
    const answer = await put(`/api/admin/partners/${slug}/status-map`, map);
    expect([answer.status, answer.body['code']]).toEqual([400, 'body_invalid']);
  });

  it('is in force at once where it was saved', async () => {
    const { slug, accessToken } = await aBarePartner(gateway);
    const resolve = async () => {
      const json = { LeadId: 'x', Status: 'Papers are in' };
      const { body } = await call(gateway, `/api/webhooks/partner-status/test?access_token=${accessToken}`, { json });
      return (body['status_resolution'] as { normalized_status: unknown }).normalized_status;
    };
    expect(await resolve()).toBeNull();
    await put(`/api/admin/partners/${slug}/status-map`, { papers_are_in: 'docs_received' });
    expect(await resolve()).toBe('docs_received');
  });
});

describe('the cases of a partner', () => {
  it('are replaced as a whole', async () => {
    const { slug } = await aBarePartner(gateway);
    const path = `/api/admin/partners/${slug}/cases`;
    await put(path, [{ massTort: 'roundup' }, { massTort: 'paraquat' }]);
    const answer = await put(path, [
      { massTort: 'Depo-Provera', states: ['CA', 'NY'], dailyCap: 10, weight: 3, caseCodes: ['DP-ACME', ' DP-ACME'] },
      { massTort: 'RU', active: false },
    ]);
    expect(itemsOf(answer)).toEqual([
      { massTort: 'depo-provera', states: ['CA', 'NY'], dailyCap: 10, weight: 3, active: true, caseCodes: ['DP-ACME'] },
      { massTort: 'roundup', states: null, dailyCap: null, weight: 1, active: false, caseCodes: [] },
    ]);
    expect(itemsOf(await asAdmin(gateway, path))).toEqual(itemsOf(answer));
    expect(itemsOf(await put(path, []))).toEqual([]);
  });

  it.each<[number, unknown, string[]]>([
    [400, [{ massTort: 'roundup', caseCodes: ['RU', ''] }], ['0.caseCodes']],
    [422, [{ massTort: 'unheard-of' }, { massTort: 'roundup' }, { massTort: 'ROUNDUP' }], ['0.massTort', '2.massTort']],
    [400, [{ massTort: 'roundup', states: ['California'] }], ['0.states']],
    [400, [{ massTort: 'roundup', states: [] }], ['0.states']],
    [400, [{ massTort: 'roundup', dailyCap: -1, weight: 1.5, price: 3 }], ['0.dailyCap', '0.price', '0.weight']],
    [400, ['roundup', {}], ['0', '1.massTort']],
    [400, { massTort: 'roundup' }, ['']],
  ])('are refused with %d and every field named: %j', async (status, json, named) => {
    const { slug } = await aBarePartner(gateway);
    const answer = await put(`/api/admin/partners/${slug}/cases`, json);
    expect(answer.status).toBe(status);
    expect(pathsOf(answer)).toEqual(named);
  });
});

describe('the catalogue', () => {
  it('takes a mass tort, and its new code and name later', async () => {
    const massTort = { slug: 'hernia-mesh', name: 'Hernia Mesh', code: 'HM', active: true };
    const added = await put('/api/admin/mass-torts', massTort);
    expect(added.body).toMatchObject(massTort);
    const changed = await put('/api/admin/mass-torts', { ...massTort, name: 'Hernia Mesh Implants', code: 'HMI' });
    expect(changed.body).toEqual({ ...massTort, id: added.body['id'], name: 'Hernia Mesh Implants', code: 'HMI' });
    const taken = await put('/api/admin/mass-torts', { ...massTort, slug: 'another', name: 'Another', code: 'RU' });
    expect([taken.status, taken.body['code'], pathsOf(taken)]).toEqual([409, 'case_code_taken', ['code']]);
    const namesake = await put('/api/admin/mass-torts', { slug: 'weed', name: 'ROUNDUP weedkiller', code: 'WK' });
    expect([namesake.status, namesake.body['code'], pathsOf(namesake)]).toEqual([422, 'mass_tort_refused', ['name']]);
    expect(itemsOf(await asAdmin(gateway, '/api/admin/mass-torts')).map(({ slug }) => slug)).toContain('hernia-mesh');
  });

  it('takes a law firm under many spellings, none of them for two firms', async () => {
    const first = await put('/api/admin/law-firms', { name: 'Smith Law Group', aliases: ['SMITHLAW', 'S.L.G.'] });
    const renamed = await put('/api/admin/law-firms', { name: 'SMITH LAW GROUP', aliases: ['SMITHLAW'] });
    expect(renamed.body).toEqual({ id: first.body['id'], name: 'SMITH LAW GROUP', aliases: ['SMITHLAW'] });
    const clash = await put('/api/admin/law-firms', { name: 'Jones', aliases: ['Jones LLP', 'smith-law'] });
    expect([clash.status, clash.body['code'], pathsOf(clash)]).toEqual([422, 'law_firm_refused', ['aliases.1']]);
    const { accessToken } = await aBarePartner(gateway);
    const json = { LeadId: 'x', Status: 'New', CaseCode: 'RU-smithlaw' };
    const dryRun = await call(gateway, `/api/webhooks/partner-status/test?access_token=${accessToken}`, { json });
    expect(dryRun.body['case_resolution']).toMatchObject({
      law_firm: 'SMITH LAW GROUP',
      case_code_input: 'RU-smithlaw',
    });
  });

  it('takes a status with its raw strings, and lists all in the order of the lifecycle', async () => {
    const status = {
      code: 'in_mediation',
      label: 'In mediation',
      meaning: 'A neutral person helps.',
      stage: 85,
      terminal: false,
      pushText: 'There is news for you. Open the app to see it.',
    };
    const answer = await put('/api/admin/statuses', { ...status, rawStrings: ['Mediation', 'In Mediation'] });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      ...status,
      notify: true,
      alsoFrom: [],
      active: true,
      documented: false,
      rawStrings: ['In Mediation', 'Mediation'],
    });
    const listed = itemsOf(await asAdmin(gateway, '/api/admin/statuses'));
    const stages = listed.map(({ stage }) => Number(stage));
    expect(stages).toEqual([...stages].sort((one, other) => one - other));
    expect(listed.find(({ code }) => code === 'signed')).toMatchObject({
      documented: true,
      rawStrings: expect.arrayContaining(['RetainerSigned']),
    });
    expect((await put('/api/admin/statuses', { ...status, stage: 86 })).body).toMatchObject({
      stage: 86,
      rawStrings: ['In Mediation', 'Mediation'],
    });
  });

  it.each<[string, object, string, string]>([
    ['a telling push text', { pushText: 'Your settlement is ready.' }, 'push_text_refused', 'pushText'],
    ['a push text with a partner in it', { pushText: 'Partner 1 has news for you.' }, 'push_text_refused', 'pushText'],
    ['an unknown way back', { alsoFrom: ['nowhere'] }, 'canonical_status_unknown', 'alsoFrom.0'],
    ['a raw string of another status', { rawStrings: ['retainer-signed'] }, 'raw_status_taken', 'rawStrings.0'],
  ])('refuses a status with %s', async (_, change, code, path) => {
    await aBarePartner(gateway);
    const status = {
      code: 'odd',
      label: 'Odd',
      meaning: 'Odd.',
      stage: 5,
      terminal: false,
      pushText: 'News. Open the app.',
    };
    const answer = await put('/api/admin/statuses', { ...status, ...change });
    expect([answer.status, answer.body['code'], pathsOf(answer)[0]]).toEqual([422, code, path]);
    const listed = itemsOf(await asAdmin(gateway, '/api/admin/statuses'));
    expect(listed.map((one) => one['code'])).not.toContain('odd');
  });
});
