/**
 * Which calls the server has memory for: what calls hold in memory is counted from their first byte to their answer's last,
 * and what is too much is refused before it is kept. Imports {@code fault} and {@code telemetry}. Start at {@link
 * io.recordstore.admission.Admission}.
 */
package io.recordstore.admission;
