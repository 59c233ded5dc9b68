import { Injectable } from '@nestjs/common';
import { SecretsService } from '../../platform/secrets/secrets.service.js';
import type { Person } from './person.domain.js';

export type Answers = Readonly<Record<string, string>>;
type Sealed = { readonly id: string; readonly personSealed: Buffer; readonly answersSealed: Buffer };

/** Seals and opens what a lead says about a person. */
@Injectable()
export class LeadVault {
  constructor(private readonly secrets: SecretsService) {}

  sealPerson(id: string, person: Person): Buffer {
    return this.secrets.seal(JSON.stringify(person), placeOf(id, 'person_sealed'));
  }

  sealAnswers(id: string, answers: Answers): Buffer {
    return this.secrets.seal(JSON.stringify(answers), placeOf(id, 'answers_sealed'));
  }

  person({ id, personSealed }: Pick<Sealed, 'id' | 'personSealed'>): Person {
    return JSON.parse(this.secrets.open(personSealed, placeOf(id, 'person_sealed')).toString()) as Person;
  }

  answers({ id, answersSealed }: Pick<Sealed, 'id' | 'answersSealed'>): Answers {
    return JSON.parse(this.secrets.open(answersSealed, placeOf(id, 'answers_sealed')).toString()) as Answers;
  }
}

function placeOf(id: string, column: string) {
  return { table: 'lead', column, id };
}
