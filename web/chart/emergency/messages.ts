/** Who may look at a chart, and opening it in an emergency. */
import { catalogue, type Catalogue, type SameKeys } from '../../messages/catalogue.ts';

const en = {
  'consents.title': 'What the person has said',
  'consents.none': 'No consent that you may read is recorded',
  'consents.noneDetail': 'What holds for everyone still holds: see the rules of your organization.',
  'consents.past': { one: '{count} that has ended', other: '{count} that have ended' },
  'emergency.title': 'Emergency',
  'emergency.lead':
    'Any record may hold more than is shown to you. If you must know all of it to help this person now, you can open it for a time.',
  'emergency.open': 'Open in an emergency',
  'emergency.sheet': 'Open this record in an emergency',
  'emergency.what': 'What happens',
  'emergency.what.opens': 'Everything that is kept from you in this one record is shown, until the time is over.',
  'emergency.what.told': 'The privacy officer is told at once: who, whose record, why, how long.',
  'emergency.what.watched': 'What you look at meanwhile is written down and reviewed.',
  'emergency.what.only': 'It is for treating this person, and for nothing else.',
  'emergency.reason': 'Why must this record be opened now?',
  'emergency.reasonHelp': 'At least ten letters. The privacy officer reads it.',
  'emergency.minutes': 'For how long?',
  'emergency.minutesHelp': 'At most {most} minutes. You can close it sooner.',
  'emergency.act': 'Open now',
  'emergency.leave': 'Do not open',
  'emergency.failed': 'It could not be opened. Try again.',
  'emergency.reasonShort': 'Say in ten to a thousand letters why it must be opened now.',
  'emergency.minutesWrong': 'Choose from 1 to {most} minutes.',
  closed: 'This record is restricted to those who care for this person. What is not shown here may still be recorded.',
  'open.title': 'Opened in an emergency',
  'open.left': '{span} left, until {time}',
  'open.told': 'The privacy officer has been told.',
  'open.close': 'Close now',
  'open.closed': 'Closed. The chart is as it was before.',
  'open.over': 'The emergency is over: the chart is as it was before.',
  'open.closeFailed': 'It could not be closed. Try again.',
} as const satisfies Catalogue;

const es: SameKeys<typeof en> = {
  'consents.title': 'Lo que la persona ha dicho',
  'consents.none': 'No consta ningún consentimiento que usted pueda leer',
  'consents.noneDetail': 'Lo que vale para todos sigue valiendo: vea las reglas de su organización.',
  'consents.past': { one: '{count} que ha terminado', other: '{count} que han terminado' },
  'emergency.title': 'Emergencia',
  'emergency.lead':
    'Todo expediente puede contener más de lo que se le muestra. Si debe saberlo todo para ayudar ahora a esta persona, puede abrirlo por un tiempo.',
  'emergency.open': 'Abrir en una emergencia',
  'emergency.sheet': 'Abrir este expediente en una emergencia',
  'emergency.what': 'Qué sucede',
  'emergency.what.opens': 'Se muestra todo lo que se le reserva de este único expediente, hasta que acabe el tiempo.',
  'emergency.what.told':
    'Se avisa de inmediato a la persona encargada de la privacidad: quién, qué expediente, por qué, cuánto tiempo.',
  'emergency.what.watched': 'Lo que mire entretanto se anota y se revisa.',
  'emergency.what.only': 'Es para tratar a esta persona y para nada más.',
  'emergency.reason': '¿Por qué hay que abrir este expediente ahora?',
  'emergency.reasonHelp': 'Al menos diez letras. Lo lee la persona encargada de la privacidad.',
  'emergency.minutes': '¿Por cuánto tiempo?',
  'emergency.minutesHelp': 'Como máximo {most} minutos. Puede cerrarlo antes.',
  'emergency.act': 'Abrir ahora',
  'emergency.leave': 'No abrir',
  'emergency.failed': 'No se pudo abrir. Inténtelo de nuevo.',
  'emergency.reasonShort': 'Diga en diez a mil letras por qué hay que abrirlo ahora.',
  'emergency.minutesWrong': 'Elija de 1 a {most} minutos.',
  closed:
    'Este expediente está restringido a quienes atienden a esta persona. Lo que no se muestra aquí puede constar.',
  'open.title': 'Abierto en una emergencia',
  'open.left': 'quedan {span}, hasta las {time}',
  'open.told': 'Se ha avisado a la persona encargada de la privacidad.',
  'open.close': 'Cerrar ahora',
  'open.closed': 'Cerrado. El expediente está como antes.',
  'open.over': 'La emergencia ha terminado: el expediente está como antes.',
  'open.closeFailed': 'No se pudo cerrar. Inténtelo de nuevo.',
};

export const t = catalogue(en, es);
