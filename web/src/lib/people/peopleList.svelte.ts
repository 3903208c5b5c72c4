import type { Maker } from '../../../../contract/people.ts';
import { failureOf } from '../api.ts';
import type { Failure } from '../messages/en.ts';

type Load = (cursor: string | undefined) => Promise<{ people: readonly Maker[]; next: string | null }>;

/** A list of people as it was read so far, page after page. */
export class PeopleList {
  people = $state.raw<readonly Maker[]>([]);
  next = $state<string | null | undefined>(undefined);
  failure = $state<Failure | null>(null);
  readonly #load: Load;

  constructor(load: Load) {
    this.#load = load;
  }

  async readOn(): Promise<void> {
    this.failure = null;
    try {
      const page = await this.#load(this.next ?? undefined);
      this.people = [...this.people, ...page.people];
      this.next = page.next;
    } catch (error) {
      this.failure = failureOf(error);
    }
  }

  take(handle: string): void {
    this.people = this.people.filter((person) => person.handle !== handle);
  }
}
