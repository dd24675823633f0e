package io.recordstore.health;

import java.time.Duration;

/**
 * The server was told to stop: an event, fired before anything is refused.
 *
 * @param streamsEndAfter how long streams may still go on
 */
public record Stopping(Duration streamsEndAfter) {}
