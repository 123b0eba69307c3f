-- Whether a caller sees a resource, by their sight (JSON: src/store/resource/sight-model.ts) and what is known of its patients. A function and not
-- a part of each statement: most rows carry no label and most people have said nothing, and for those nothing of this is even begun.
create function access_related(patient_ text, sight jsonb, sources text[]) returns boolean
language sql stable parallel safe as $$
  select exists (
    select 1 from access_relation e join jsonb_to_recordset(sight -> 'windows') w(kind text, "beforeMs" bigint, "afterMs" bigint) on w.kind = e.kind
    where e.patient = patient_ and sight -> 'agents' ? e.agent
      and (e.starts is null or e.starts - w."beforeMs" <= (sight ->> 'at')::bigint)
      and (e.ends is null or e.ends + w."afterMs" > (sight ->> 'at')::bigint)
      and (sources is null or e.type || '/' || e.id = any (sources)))
$$;

-- What each of a patient's consents says: its deepest provision that is about this caller and this resource, a denial before a permission.
create function access_said(patient_ text, type_ text, id_ text, labels_ text[], sight jsonb) returns table (effect text, unlocks text[])
language sql stable parallel safe as $$
  select distinct on (f.type, f.id) f.effect, f.unlocks from access_rule f
  where f.patient = patient_
    and (f.starts is null or f.starts <= (sight ->> 'at')::bigint)
    and (f.ends is null or f.ends > (sight ->> 'at')::bigint)
    and (f.actors is null or sight -> 'actors' ?| f.actors or access_related(f.patient, sight, f.actors))
    and (f.labels is null or f.labels && labels_)
    and (f.purposes is null or sight ->> 'purpose' = any (f.purposes))
    and (f.types is null or type_ = any (f.types))
    and (f.data is null or type_ || '/' || id_ = any (f.data))
    and (f.types is not null or f.data is not null or f.effect = 'permit' or not sight -> 'spared' ? type_)
  order by f.type, f.id, f.depth desc, f.effect
$$;

create function access_glass_broken(patient_ text, sight jsonb) returns boolean
language sql stable parallel safe as $$
  select exists (select 1 from access_glass g where g.patient = patient_ and g.account = sight ->> 'account'
    and g.starts <= (sight ->> 'at')::bigint and g.ends > (sight ->> 'at')::bigint)
$$;

-- A consent under 42 CFR Part 2 opens the records of the programmes that it names as those who disclose, and of no other (2.31(a)(2)).
create function access_opens(unlocks text[], label text, labels_ text[]) returns boolean
language sql immutable parallel safe as $$
  select label = any (unlocks)
    and (label <> '42CFRPart2' or not exists (select 1 from unnest(labels_) l where l like 'programme:%' and l <> all (unlocks)))
$$;

create function access_sees(type_ text, id_ text, patients_ text[], labels_ text[], sight jsonb) returns boolean
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
