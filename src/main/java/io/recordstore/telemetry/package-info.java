/**
 * What an operator sees of a call, whichever edge it came in by: its request id, its span, its time and its code. May import
 * {@code fault}, Micrometer, OpenTelemetry and the logging context; the edges, {@code auth} and the domain import it.
 *
 * <p>Labels are bounded: never a tenant, a RecordSpace, a record type or anything else that callers make up. Start at {@link
 * io.recordstore.telemetry.CallContext}; what is measured is in {@code docs/operations.md}.
 */
package io.recordstore.telemetry;
