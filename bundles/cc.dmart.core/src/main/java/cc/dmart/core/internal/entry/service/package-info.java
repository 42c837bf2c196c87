/**
 * The doors: what requests and the other use cases of the server call to read and change entries. {@link
 * cc.dmart.core.internal.entry.service.EntryServiceImpl} turns records into commands and {@link
 * cc.dmart.core.internal.entry.service.EntryReader} reads. It may use {@code command} and all below; no other package of
 * {@code entry} uses it.
 */
@NullMarked
package cc.dmart.core.internal.entry.service;

import org.jspecify.annotations.NullMarked;
