/**
 * Entries of an archive, taken in as they were ({@code storage.md} 6): {@link
 * cc.dmart.core.internal.entry.imports.EntryImporter} is what {@code core.internal.archive} calls, {@link
 * cc.dmart.core.internal.entry.imports.ImportCommand} stores one entry with all that hangs on it. It stands on {@code rules}, not on the
 * commands of requests, and no other package of {@code entry} uses it.
 */
@NullMarked
package cc.dmart.core.internal.entry.imports;

import org.jspecify.annotations.NullMarked;
