import type { Random } from './prng.ts';

/** Where a family's names and languages come from; it says nothing else about them. */
export type Heritage = keyof typeof POOLS;

type Pool = { female: string; male: string; family: string; language: LanguageKey; race: RaceKey; weight: number };

export const LANGUAGES = {
  en: 'English',
  es: 'Spanish',
  vi: 'Vietnamese',
  ar: 'Arabic',
  so: 'Somali',
  ht: 'Haitian Creole',
  ne: 'Nepali',
  pl: 'Polish',
} as const;

export type LanguageKey = keyof typeof LANGUAGES;

export const RACES = {
  white: ['2106-3', 'White'],
  black: ['2054-5', 'Black or African American'],
  asian: ['2028-9', 'Asian'],
  native: ['1002-5', 'American Indian or Alaska Native'],
  other: ['2131-1', 'Other Race'],
} as const;

export type RaceKey = keyof typeof RACES;

const POOLS = {
  valley: {
    female:
      'Abigail Bernadette Cora Daphne Eloise Frances Gwendolyn Harriet Iris Josephine Lenora Marian Nell Opal Prudence Ramona Sylvia Tabitha Vera Wilma',
    male: 'Alden Barnaby Clifton Duncan Ellis Floyd Garrett Howard Irving Jerome Kenneth Lyle Merritt Norris Otis Preston Rolland Stuart Vernon Wendell',
    family:
      'Ackerly Birchwood Calloway Dunning Everhart Fenwick Garland Hathaway Ingersoll Kettering Larkin Merriweather Norwood Pemberly Quimby Ransom Stanhope Thackery Underhill Wexford',
    language: 'en',
    race: 'white',
    weight: 42,
  },
  delta: {
    female:
      'Alethea Bettina Charisse Deja Ebony Felicia Geneva Imani Jolene Keziah Latrice Monique Nia Rochelle Tamara Yvette',
    male: 'Andre Booker Cedric Darnell Elijah Franklin Isaiah Jamal Kelvin Lamont Marcus Nathaniel Percy Reginald Tyrone Zebedee',
    family:
      'Abernathy Boykin Crenshaw Dillard Estes Fontenot Gaither Hollins Jernigan Lathrop Mayfield Poindexter Ruffin Sturdivant Tolliver Winfield',
    language: 'en',
    race: 'black',
    weight: 17,
  },
  iberia: {
    female: 'Alma Beatriz Carmen Dolores Estela Graciela Inés Leticia Marisela Noemi Pilar Rosario Soledad Xiomara',
    male: 'Adolfo Benicio Claudio Efraín Fidel Gustavo Heriberto Isidro Leandro Mauricio Octavio Ramiro Saúl Wilfredo',
    family:
      'Alvarado Barrientos Cisneros Delgadillo Escamilla Figueroa Galindo Huerta Llamas Montemayor Olivas Paredes Quintana Saldívar Trevino Zamudio',
    language: 'es',
    race: 'other',
    weight: 18,
  },
  mekong: {
    female: 'Bich Diep Hanh Kim Lan Mai Ngoc Phuong Tuyet Yen',
    male: 'An Binh Cuong Dat Hieu Khoa Long Minh Quang Tuan',
    family: 'Bui Dang Dinh Huynh Luong Ngo Pham Trinh Vuong',
    language: 'vi',
    race: 'asian',
    weight: 6,
  },
  himalaya: {
    female: 'Anjali Bimala Deepa Gita Kavita Laxmi Meena Rekha Sabita Usha',
    male: 'Arjun Bikash Dinesh Gopal Hari Kiran Madan Prakash Rajan Suresh',
    family: 'Adhikari Basnet Chettri Gurung Karki Pokharel Rai Subedi Thapa',
    language: 'ne',
    race: 'asian',
    weight: 5,
  },
  horn: {
    female: 'Amina Deeqa Fadumo Hodan Ifrah Khadra Maryan Nasra Sahra Zeinab',
    male: 'Abdi Bashir Daud Farah Guled Hassan Jama Liban Nuur Yusuf',
    family: 'Aden Barre Dirie Egal Farole Gedi Isse Mohamud Samatar Warsame',
    language: 'so',
    race: 'black',
    weight: 5,
  },
  levant: {
    female: 'Amal Dalia Farah Hanan Layla Mona Nour Rania Salma Yasmin',
    male: 'Adel Bassam Fadi Hisham Karim Majed Nabil Rami Samir Tarek',
    family: 'Abboud Darwish Farhat Haddad Khoury Mansour Najjar Sabbagh Tannous Zogby',
    language: 'ar',
    race: 'white',
    weight: 4,
  },
  vistula: {
    female: 'Agnieszka Bozena Danuta Ewa Halina Jadwiga Krystyna Magda Teresa Zofia',
    male: 'Bogdan Czeslaw Dariusz Henryk Jacek Kazimierz Leszek Marek Stanislaw Zbigniew',
    family: 'Baran Czajka Dudek Gorski Jablonski Kaczmarek Lis Malinowski Sikora Zielinski',
    language: 'pl',
    race: 'white',
    weight: 3,
  },
} as const satisfies Record<string, Pool>;

/** Draws where a family's names come from. */
export function pickHeritage(random: Random): Heritage {
  return random.weighted(Object.entries(POOLS).map(([key, pool]) => [key as Heritage, pool.weight] as const));
}

/** A given name, and a second that differs from it. */
export function pickGiven(random: Random, heritage: Heritage, sex: 'female' | 'male'): [given: string, middle: string] {
  const names = POOLS[heritage][sex].split(' ');
  const given = random.pick(names);
  return [given, random.pick(names.filter((name) => name !== given))];
}

/** A family name. */
export function pickFamily(random: Random, heritage: Heritage): string {
  return random.pick(POOLS[heritage].family.split(' '));
}

/** The language spoken in the homes of a heritage, beside English. */
export function homeLanguage(heritage: Heritage): LanguageKey {
  return POOLS[heritage].language;
}

/** The race most recorded for a heritage; people answer as they like. */
export function usualRace(random: Random, heritage: Heritage): RaceKey {
  if (heritage === 'iberia')
    return random.weighted([
      ['other', 5],
      ['white', 5],
      ['native', 1],
      ['black', 1],
    ] as const);
  if (heritage === 'valley') return random.chance(0.03) ? 'native' : 'white';
  return POOLS[heritage].race;
}
