/**
 * The JUnit 5 extension: a server for the run of tests, and a RecordSpace for each test. A jar of its own has this package and
 * the API's messages and stubs; it imports those, gRPC, Protobuf and JUnit, and nothing of the server, which
 * {@code InProcessServer} loads apart. {@code docs/testing.md} teaches it.
 */
package io.recordstore.junit;
