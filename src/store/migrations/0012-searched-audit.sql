-- In the whole order in which pages go: else a page of one person's is looked for among everybody's.
drop index audit_agent;
drop index audit_patient;
create index audit_agent on audit (agent, at desc, sequence desc);
create index audit_patient on audit (patient, at desc, sequence desc) where patient is not null;
