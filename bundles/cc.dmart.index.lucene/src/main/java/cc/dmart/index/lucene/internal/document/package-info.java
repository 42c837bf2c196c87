/** What a document is to the engine: its terms, keys and addresses ({@code query.md} 6, 9). */
@NullMarked
package cc.dmart.index.lucene.internal.document;

import org.jspecify.annotations.NullMarked;
