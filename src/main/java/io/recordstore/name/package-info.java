/**
 * The names that users give and their grammar: tenants and RecordSpaces.
 * Imports {@code fault} only; every package may import it.
 */
package io.recordstore.name;
