-- A consent under 42 CFR Part 2 opens the records of the programmes that it names as those who disclose, and of no other (2.31(a)(2)).
create function access_opens(unlocks text[], label text, labels_ text[]) returns boolean
language sql immutable parallel safe as $$
  select label = any (unlocks)
    and (label <> '42CFRPart2' or not exists (select 1 from unnest(labels_) l where l like 'programme:%' and l <> all (unlocks)))
$$;

create or replace function access_sees(type_ text, id_ text, patients_ text[], labels_ text[], sight jsonb) returns boolean
language plpgsql stable parallel safe as $$
declare
  seal jsonb;
  one text;
begin
  for seal in select s.value from jsonb_array_elements(sight -> 'seals') s loop
    continue when not (labels_ @> array[seal ->> 'label']);
    continue when seal -> 'programmes' ?| labels_;
    continue when labels_ @> array[seal ->> 'author'];
    -- Something that is nobody's cannot be opened by a person's consent, by care for them or by their emergency.
    if cardinality(patients_) = 0 then return false; end if;
    continue when (seal ->> 'byConsent')::boolean and not exists (select 1 from unnest(patients_) p(patient) where not exists (
      select 1 from access_said(p.patient, type_, id_, labels_, sight) o where access_opens(o.unlocks, seal ->> 'label', labels_)));
    continue when (seal ->> 'byRelation')::boolean
      and not exists (select 1 from unnest(patients_) p(patient) where not access_related(p.patient, sight, null));
    continue when (seal ->> 'byGlass')::boolean
      and not exists (select 1 from unnest(patients_) p(patient) where not access_glass_broken(p.patient, sight));
    return false;
  end loop;
  foreach one in array patients_ loop
    continue when access_glass_broken(one, sight);
    if (sight ->> 'heedsConsent')::boolean
      and exists (select 1 from access_said(one, type_, id_, labels_, sight) o where o.effect = 'deny') then return false; end if;
    continue when sight -> 'spared' ? type_;
    if (sight ->> 'needsRelation')::boolean then
      if not access_related(one, sight, null) then return false; end if;
    elsif (sight ->> 'heedsRestriction')::boolean
      and exists (select 1 from access_rule f where f.patient = one and f.effect = 'restrict')
      and not access_related(one, sight, null) then return false;
    end if;
  end loop;
  return true;
end
$$;
