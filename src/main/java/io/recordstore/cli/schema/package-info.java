/**
 * Schemas on the user's side: .proto files with what they import, indexes as text, and a schema as a .proto again. Imports
 * {@code cli.failure}, {@code cli.filter} and the generated messages.
 */
package io.recordstore.cli.schema;
