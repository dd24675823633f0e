/**
 * Executes documents on a schema, whichever endpoint they come to: limits, authorisation, time, cancellation, errors.
 * Imports {@code auth}, {@code fault}, {@code store}'s read moment and {@code graphql.limits} and {@code graphql.error};
 * {@code graphql.request} brings it requests. Start at {@link io.recordstore.graphql.execution.DocumentExecution}.
 */
package io.recordstore.graphql.execution;
