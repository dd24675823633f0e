/**
 * RecordSpaces: the catalog of each tenant, and where an incarnation's keys lie. Imports {@code store}, {@code quota},
 * {@code crypto}, {@code name} and {@code fault}.
 * What a RecordSpace holds is in {@code schema}.
 */
package io.recordstore.space;
