import type { Lane } from '../queue/lanes.js';

/** One who hears of an event. */
export type Route = {
  /** Name of the handler its module registered. */
  readonly consumer: string;
  readonly lane: Lane;
  /** Events handed over in one job at most. */
  readonly batch: number;
};

/** Topic → who hears of it. The app's root writes it; a topic that is not in it may not be appended. */
export abstract class EventRoutes {
  abstract readonly routes: Readonly<Record<string, readonly Route[]>>;
}
