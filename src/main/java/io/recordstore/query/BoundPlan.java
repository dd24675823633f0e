package io.recordstore.query;

/**
 * A plan and the values with which it runs.
 *
 * @param plan serves every query of this one's shape
 * @param parameters the query's own values
 */
record BoundPlan(Plan plan, Parameters parameters) {

    /** Itself; throws the refusal when there are no branches, or one scans and may not. */
    BoundPlan executable(boolean allowScan) {
        plan.executable(allowScan);
        return this;
    }
}
