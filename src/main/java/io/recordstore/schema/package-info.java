/**
 * What a RecordSpace holds: the user's Protobuf, the Record Layer's meta-data made from it, its versions, and the record
 * store opened under it. Imports {@code space}, {@code quota}, {@code store}, {@code crypto}, {@code name} and
 * {@code fault}.
 * Reading and writing records is in {@code record}, finding them in {@code query}.
 */
package io.recordstore.schema;
