export { acknowledge, forward, reopen, type Acted, type AcknowledgeAsk } from './act-on-results.ts';
export { arrangeCover, awayNow, coversOf, endCover, type Cover, type CoverAsk } from './cover.ts';
export { ESCALATION } from './escalate.ts';
export { entriesOf, findInbox, inOrderOfHarm, openReviewsOf, type Inbox, type InboxEntry } from './find-inbox.ts';
export { findTrends, type Trend } from './find-trends.ts';
export { findUnread, type Unread } from './find-unread.ts';
export { isReview } from './model.ts';
export { RESULTS } from './react-to-results.ts';
