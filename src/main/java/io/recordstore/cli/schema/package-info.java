/**
 * Schemas on the user's side: .proto files with what they import, and indexes as text. Imports {@code cli.failure},
 * {@code cli.filter} and the generated messages.
 */
package io.recordstore.cli.schema;
