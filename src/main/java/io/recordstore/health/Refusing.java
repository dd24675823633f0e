package io.recordstore.health;

/**
 * The server takes nothing new any more: an event, fired before it is looked at what is still open. Who {@link
 * OpenRequests#begin begins} something then is waited for.
 */
public record Refusing() {}
