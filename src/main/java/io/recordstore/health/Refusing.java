package io.recordstore.health;

/**
 * The server takes nothing new any more: an event, fired before what is open is waited for. Who {@link
 * OpenRequests#begin begins} something then is waited for too.
 */
public record Refusing() {}
