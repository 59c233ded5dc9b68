import { newsOf } from './notification.domain.js';

const at = new Date('2026-03-04T18:30:00.000Z');
const change = { id: 'news-1', leadId: 'lead-1', status: 'signed', push: true, at };
const lead = { userId: 'user-1', environment: 'live' as const };
const standing = { label: 'Agreement signed', stage: 70, pushText: 'An important step is complete.' };

describe('What a status change says to the user', () => {
  it('shows the change in the app and tells the user of it', () => {
    expect(newsOf(change, lead, standing)).toEqual({
      event: {
        userId: 'user-1',
        type: 'case.status_changed',
        data: { leadId: 'lead-1', status: 'signed', label: 'Agreement signed', stage: 70, at: at.toISOString() },
      },
      notification: {
        id: 'news-1',
        userId: 'user-1',
        leadId: 'lead-1',
        type: 'case.status_changed',
        title: 'PayMe',
        text: 'An important step is complete.',
        data: { leadId: 'lead-1' },
        createdAt: at,
      },
    });
  });

  it('puts nothing on a locked screen but the app and the text made for it', () => {
    const { title, text } = newsOf(change, lead, standing)?.notification ?? {};
    expect([title, text]).toEqual(['PayMe', standing.pushText]);
  });

  it('only shows a change that is not worth a notification', () => {
    const news = newsOf({ ...change, push: false }, lead, standing);
    expect(news?.event?.type).toBe('case.status_changed');
    expect(news?.notification).toBeNull();
  });

  it('tells of a change that the app shows already without showing it again', () => {
    const news = newsOf({ ...change, shown: true }, lead, standing);
    expect([news?.event, news?.notification?.id]).toEqual([null, 'news-1']);
  });

  it('never says anything about a sandbox lead', () => {
    expect(newsOf(change, { ...lead, environment: 'sandbox' }, standing)).toBeNull();
  });

  it('says nothing about a lead or a status that is no longer known', () => {
    expect(newsOf(change, undefined, standing)).toBeNull();
    expect(newsOf(change, lead, undefined)).toBeNull();
  });
});
