/**
 * A server to talk to: its address, how the connection is secured, the token, and how calls fail. Imports {@code
 * cli.failure}, {@code cli.output}, {@code auth} for the token of dev mode, and gRPC's own client.
 */
package io.recordstore.cli.connection;
