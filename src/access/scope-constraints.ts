import type { Action } from './model.ts';
import { covers, parseScope, refusalOf, type ScopeContext } from './scopes.ts';

/** One way in: within the token's patient or as far as the role reaches, to what answers all of the parameters. */
export type ScopeConstraint = { context: ScopeContext; params: [string, string][] };

/**
 * What the scopes of a token let in for one action on one type: `none` of it, `all` that the role reaches, or what answers any one of the
 * constraints. Of several the one that lets in more stands for those within it. See SMART 2.2, 3.0.2.4.
 */
export function scopeConstraints(
  scopes: readonly string[],
  action: Action,
  type: string,
): 'none' | 'all' | ScopeConstraint[] {
  const found: ScopeConstraint[] = [];
  for (const text of scopes) {
    const scope = parseScope(text);
    if (!scope || !covers(scope, action, type) || refusalOf(scope) !== null) continue;
    if (scope.context !== 'patient' && !scope.params) return 'all';
    found.push({ context: scope.context, params: scope.params ?? [] });
  }
  const widest = found.filter(
    (one, at) =>
      !found.some((other, place) => place !== at && includes(other, one) && (place < at || !includes(one, other))),
  );
  return widest.length === 0 ? 'none' : widest;
}

/** True where all that `inner` lets in `outer` lets in too. */
function includes(outer: ScopeConstraint, inner: ScopeConstraint): boolean {
  const isWider = outer.context === inner.context || (outer.context !== 'patient' && inner.context === 'patient');
  return (
    isWider && outer.params.every(([name, value]) => inner.params.some((one) => one[0] === name && one[1] === value))
  );
}
