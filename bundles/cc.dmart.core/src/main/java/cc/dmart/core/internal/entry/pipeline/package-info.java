/**
 * The one road of every change ({@code design.md} 1, {@code storage.md} 8.2): {@link
 * cc.dmart.core.internal.entry.pipeline.ChangePipeline} runs a {@link cc.dmart.core.internal.entry.pipeline.Command} with hooks,
 * locks, journal and index. What a command wants it does not know, nor any rule of what is legal: of {@code entry} it uses
 * {@code form} alone.
 */
@NullMarked
package cc.dmart.core.internal.entry.pipeline;

import org.jspecify.annotations.NullMarked;
