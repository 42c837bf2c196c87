package cc.dmart.index.lucene.internal.search;

import cc.dmart.api.index.IndexRow;
import cc.dmart.api.index.Leaf;
import cc.dmart.api.index.RowVisitor;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.SpaceName;
import cc.dmart.index.lucene.internal.column.ColumnCache;
import cc.dmart.index.lucene.internal.column.PathValues;
import cc.dmart.index.lucene.internal.document.Addresses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.Collector;
import org.apache.lucene.search.LeafCollector;
import org.apache.lucene.search.Scorable;
import org.apache.lucene.search.ScoreMode;

/** Hands every match to a visitor, a segment being a run. For one search of one thread. */
final class RowCollector implements Collector {
    private final SpaceName space;
    private final List<String> paths;
    private final ColumnCache columns;
    private final RowVisitor visitor;

    RowCollector(SpaceName space, List<String> paths, ColumnCache columns, RowVisitor visitor) {
        this.space = space;
        this.paths = paths;
        this.columns = columns;
        this.visitor = visitor;
    }

    @Override
    public ScoreMode scoreMode() {
        return ScoreMode.COMPLETE_NO_SCORES;
    }

    @Override
    public LeafCollector getLeafCollector(LeafReaderContext leaf) throws IOException {
        Row row = new Row(leaf.reader());
        visitor.run();
        return new LeafCollector() {
            @Override
            public void setScorer(Scorable scorer) {
                // rows have no score
            }

            @Override
            public void collect(int doc) {
                row.doc = doc;
                visitor.row(row);
            }
        };
    }

    /** The current match of a segment; values are looked at when they are asked for. */
    private final class Row implements IndexRow {
        private final Addresses addresses;
        private final List<PathValues> values = new ArrayList<>();
        private int doc;

        Row(LeafReader reader) throws IOException {
            this.addresses = new Addresses(reader);
            for (String path : paths) {
                values.add(new PathValues(reader, columns, path));
            }
        }

        private PathValues at(int column) throws IOException {
            PathValues out = values.get(column);
            out.load(doc);
            return out;
        }

        @Override
        public Locator at() {
            try {
                return Searches.locator(space, addresses.of(doc));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String tie() {
            try {
                return addresses.of(doc).utf8ToString();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public int count(int column) {
            try {
                return values.get(column).load(doc);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public int id(int column, int value) {
            try {
                return at(column).id(value);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Leaf leaf(int column, int value) {
            try {
                return at(column).leaf(value);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public double number(int column, int value) {
            try {
                return at(column).number(value);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
