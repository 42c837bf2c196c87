/** Translation between the JSON of the wire and the model: envelopes, records, request bodies, errors. */
@NullMarked
package cc.dmart.rest.internal.wire;

import org.jspecify.annotations.NullMarked;
