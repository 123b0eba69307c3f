/** The chart: every view of a record, made once from what the server sent. */
import type { PatientRecord } from '../../api/model.ts';
import { whoOf, type Who } from './banner.ts';
import { allergiesOf, proceduresOf, vaccinesOf, type Allergies, type Procedure, type Vaccine } from './care-facts.ts';
import { problemsOf, type Problem } from './conditions.ts';
import { documentsOf, type Document } from './documents.ts';
import { conflictsOf, goalsOf, type Conflict, type Goal } from './goals.ts';
import { handoffsOf, type Handoff } from './handoffs.ts';
import { mattersOf, type Matters } from './matters.ts';
import { medicationsOf, type Medication } from './medications.ts';
import { openDirectory, type Directory } from './people.ts';
import { planOf, type Plan } from './plan.ts';
import { indexRecord, type RecordIndex } from './record.ts';
import { resultsOf, type Results } from './results.ts';
import { teamOf, type Team } from './team.ts';
import { bookingsOf, visitsOf, type Booking, type Visit } from './visits.ts';

export type Chart = {
  index: RecordIndex;
  directory: Directory;
  now: number;
  who: Who;
  problems: Problem[];
  goals: Goal[];
  conflicts: Conflict[];
  medications: Medication[];
  allergies: Allergies;
  vaccines: Vaccine[];
  procedures: Procedure[];
  results: Results;
  visits: Visit[];
  bookings: Booking[];
  documents: Document[];
  plan: Plan;
  team: Team;
  handoffs: Handoff[];
  matters: Matters;
};

/** Makes the chart of a record as of `now` (ms since 1970). */
export function chartOf(record: Pick<PatientRecord, 'resources' | 'related'>, now: number): Chart {
  const index = indexRecord(record);
  const directory = openDirectory(index);
  const who = whoOf(index, directory, now);
  const results = resultsOf(index, directory);
  const problems = problemsOf(index, directory);
  const goals = goalsOf(index, directory, problems, results);
  const conflicts = conflictsOf(goals);
  const visits = visitsOf(index, directory, problems);
  const bookings = bookingsOf(index, directory, now);
  const plan = planOf(index, directory, problems, goals);
  const handoffs = handoffsOf(index, directory, visits, bookings, now);
  return {
    index,
    directory,
    now,
    who,
    problems,
    goals,
    conflicts,
    medications: medicationsOf(index, directory, problems),
    allergies: allergiesOf(index, directory),
    vaccines: vaccinesOf(index, directory),
    procedures: proceduresOf(index, directory),
    results,
    visits,
    bookings,
    documents: documentsOf(index, directory),
    plan,
    team: teamOf(index, directory, visits, now),
    handoffs,
    // Nothing waits in the chart of someone who has died.
    matters: who.deceased
      ? { open: [], settled: [] }
      : mattersOf({ results, handoffs, conflicts, tasks: plan.tasks, reviews: plan.reviews, now }),
  };
}
