import type { Knowledge } from './compile-knowledge.ts';
import { dayOf, shownText } from './fhir-facts.ts';
import type { Advice } from './model.ts';
import { LIVE_GOALS } from './read-aims.ts';
import type { Of } from './read-plan.ts';
import { namesIn, says, sentencesOf } from './words.ts';

const LIVE = new Set(['active', 'on-hold']);
const LIVE_ACTIVITY = new Set(['not-started', 'scheduled', 'in-progress', 'on-hold']);
const BOOKED = new Set(['booked', 'pending', 'arrived', 'checked-in']);

type Said = { ref: string; texts: (string | undefined)[]; days?: (string | undefined)[]; isGoal?: boolean };

/** What the person is told, wherever it stands, with the topics that its words are about; advice of no topic is left out. */
export function readAdvice(of: Of, knowledge: Knowledge, now: number): Advice[] {
  return [...saidInPlans(of), ...saidInOrders(of), ...saidAtVisits(of, now), ...saidInGoals(of)].flatMap((said) => {
    const text = [...new Set(said.texts.filter((one) => one !== undefined && one !== ''))].join('. ');
    const topics = topicsOf(text, knowledge);
    if (topics.size === 0) return [];
    const days = (said.days ?? []).flatMap((one) => (one ? [dayOf(one)] : []));
    return [{ ref: said.ref, text, topics, days: [...new Set(days)], isGoal: said.isGoal ?? false }];
  });
}

/** The topics of a text, each sentence for itself. */
export function topicsOf(text: string, knowledge: Knowledge): Set<string> {
  const topics = new Set<string>();
  for (const words of sentencesOf(text)) {
    const names = namesIn(knowledge.names, words);
    for (const { topic, phrase, without } of knowledge.phrases) {
      if (topics.has(topic) || words.some((word) => without.has(word))) continue;
      if (says(words, phrase, names, knowledge.isOfClass)) topics.add(topic);
    }
  }
  return topics;
}

function saidInPlans(of: Of): Said[] {
  return of('CarePlan')
    .filter(({ status }) => LIVE.has(status))
    .flatMap((plan) =>
      (plan.activity ?? []).flatMap(({ detail }): Said[] => {
        if (!detail || !LIVE_ACTIVITY.has(detail.status) || detail.doNotPerform) return [];
        const { scheduledPeriod, scheduledTiming } = detail;
        return [
          {
            ref: `CarePlan/${plan.id}`,
            texts: [shownText(detail.code), detail.description],
            days: [scheduledPeriod?.start, ...(scheduledTiming?.event ?? [])],
          },
        ];
      }),
    );
}

function saidInOrders(of: Of): Said[] {
  const asked = of('ServiceRequest')
    .filter(({ status, doNotPerform }) => LIVE.has(status) && !doNotPerform)
    .map((one): Said => ({
      ref: `ServiceRequest/${one.id}`,
      texts: [shownText(one.code), one.patientInstruction],
      days: [one.occurrenceDateTime ?? one.occurrencePeriod?.start],
    }));
  const diets = of('NutritionOrder')
    .filter(({ status }) => LIVE.has(status))
    .map(({ id, oralDiet }): Said => ({
      ref: `NutritionOrder/${id}`,
      texts: [
        ...(oralDiet?.type ?? []).map(shownText),
        oralDiet?.instruction,
        ...(oralDiet?.fluidConsistencyType ?? []).map(shownText),
      ],
      days: (oralDiet?.schedule ?? []).flatMap(({ event = [] }) => event),
    }));
  return [...asked, ...diets];
}

function saidAtVisits(of: Of, now: number): Said[] {
  return of('Appointment')
    .filter(({ status, start }) => BOOKED.has(status) && Date.parse(start ?? '') > now)
    .map((one) => ({
      ref: `Appointment/${one.id}`,
      texts: [one.description, one.comment, one.patientInstruction],
      days: [one.start],
    }));
}

function saidInGoals(of: Of): Said[] {
  return of('Goal')
    .filter(({ lifecycleStatus }) => LIVE_GOALS.has(lifecycleStatus))
    .map((goal) => ({ ref: `Goal/${goal.id}`, texts: [shownText(goal.description)], isGoal: true }));
}
