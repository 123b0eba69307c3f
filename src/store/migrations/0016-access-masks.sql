-- A seal may leave a resource of a type in sight with most of its elements masked (JSON: Seal.masks in src/store/resource/sight-model.ts).
create or replace function access_sees(type_ text, id_ text, patients_ text[], labels_ text[], sight jsonb) returns boolean
language plpgsql stable parallel safe as $$
declare
  seal jsonb;
  one text;
begin
  for seal in select s.value from jsonb_array_elements(sight -> 'seals') s loop
    continue when not (labels_ @> array[seal ->> 'label']);
    continue when seal -> 'masks' ? type_;
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

-- What is shown of a resource that is in sight: one list of elements for each seal that masks it, null where it is shown whole. Whether a seal is
-- shut is asked of access_sees, with that seal alone and as if it masked nothing: what else could keep the resource back has not.
create function access_shows(type_ text, id_ text, patients_ text[], labels_ text[], sight jsonb) returns jsonb
language sql stable parallel safe as $$
  select jsonb_agg(s.value -> 'masks' -> type_) from jsonb_array_elements(sight -> 'seals') s
  where not access_sees(type_, id_, patients_, labels_, sight || jsonb_build_object('seals', jsonb_build_array(s.value - 'masks')))
$$;
