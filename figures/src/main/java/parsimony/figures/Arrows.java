package parsimony.figures;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.Stroke;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jfree.chart.annotations.AbstractXYAnnotation;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;

/**
 * Arrows between points of a plane, each with a line of text beside it. The text stands where it
 * covers as little as possible of the drawing.
 */
final class Arrows extends AbstractXYAnnotation {
    /** The length of an arrow's head in points. */
    private static final double HEAD = 4;
    /** The length in points below which there is no room for even a small head. */
    private static final double LEAST = 2;
    /** Free space in points between an arrow's ends and the points it joins, and about its text. */
    private static final double CLEARANCE = 3;
    /** The distances of the text from the arrow to try, in points, in the order of preference. */
    private static final double[] DISTANCES =
            {CLEARANCE, 3 * CLEARANCE, 6 * CLEARANCE, 10 * CLEARANCE};
    /**
     * The places along the arrow to try, from 0 at its start to 1 at its end, in the order of
     * preference.
     */
    private static final double[] HEIGHTS = {0.5, 0.35, 0.65, 0.2, 0.8, 0, 1};

    /** How many of the distances suit the label of a point, which must stay near it. */
    private static final int NEAR = 2;
    /** How many obstacles the label of a point may cover: one thin line leaves it readable. */
    private static final int READABLE = 1;

    /** One arrow, in the plane's coordinates. From a place to itself it is the label of a point. */
    record Arrow(double fromX, double fromY, double toX, double toY, String label, Color color) {
        boolean isPoint() {
            return fromX == toX && fromY == toY;
        }
    }

    private final List<Arrow> arrows;
    private final List<Series> drawn;

    Arrows(List<Arrow> arrows, List<Series> drawn) {
        this.arrows = List.copyOf(arrows);
        this.drawn = List.copyOf(drawn);
    }

    @Override
    public void draw(Graphics2D g, XYPlot plot, Rectangle2D area, ValueAxis xAxis, ValueAxis yAxis,
            int index, PlotRenderingInfo info) {
        List<Line2D> lines = new ArrayList<>();
        for (Arrow arrow : arrows) {
            lines.add(line(plot, area, arrow.fromX, arrow.fromY, arrow.toX, arrow.toY));
        }
        List<Shape> obstacles = new ArrayList<>(lines);
        for (Series series : drawn) {
            for (int i = 0; i < series.size(); i++) {
                Estimate x = series.x().get(i);
                Estimate y = series.y().get(i);
                int previous = Math.max(0, i - 1);
                obstacles.add(line(plot, area, series.x().get(previous).value(),
                        series.y().get(previous).value(), x.value(), y.value()));
                obstacles.add(line(plot, area, x.low(), y.value(), x.high(), y.value()));
                obstacles.add(line(plot, area, x.value(), y.low(), x.value(), y.high()));
            }
        }
        List<Rectangle2D> labels = new ArrayList<>();
        g.setFont(Theme.FONT);
        for (int i = 0; i < lines.size(); i++) {
            if (arrows.get(i).isPoint() && !area.contains(lines.get(i).getP1())) {
                continue; // the axes show another part of the plane
            }
            g.setColor(arrows.get(i).color);
            drawArrow(g, lines.get(i));
            String label = arrows.get(i).label;
            Rectangle2D place = quietest(g.getFontMetrics().getStringBounds(label, g), lines.get(i),
                    area, obstacles, labels, arrows.get(i).isPoint());
            if (place != null) {
                g.drawString(label, (float) place.getX(),
                        (float) (place.getMaxY() - g.getFontMetrics().getDescent()));
                labels.add(place);
            }
        }
    }

    private static Line2D line(XYPlot plot, Rectangle2D area, double x0, double y0, double x1,
            double y1) {
        ValueAxis x = plot.getDomainAxis();
        ValueAxis y = plot.getRangeAxis();
        return new Line2D.Double(
                x.valueToJava2D(x0, area, plot.getDomainAxisEdge()),
                y.valueToJava2D(y0, area, plot.getRangeAxisEdge()),
                x.valueToJava2D(x1, area, plot.getDomainAxisEdge()),
                y.valueToJava2D(y1, area, plot.getRangeAxisEdge()));
    }

    private static void drawArrow(Graphics2D g, Line2D line) {
        double length = line.getP1().distance(line.getP2());
        if (length < LEAST) {
            return; // The points almost touch: the label stands without an arrow.
        }
        double ux = (line.getX2() - line.getX1()) / length;
        double uy = (line.getY2() - line.getY1()) / length;
        // A short arrow goes nearer to its points, so that at least its head is there.
        double clearance = Math.max(0, Math.min(CLEARANCE, (length - HEAD) / 2));
        double head = Math.min(HEAD, length);
        double tipX = line.getX2() - ux * clearance;
        double tipY = line.getY2() - uy * clearance;
        Stroke saved = g.getStroke();
        g.setStroke(new BasicStroke(Theme.LINE, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER));
        g.draw(new Line2D.Double(line.getX1() + ux * clearance, line.getY1() + uy * clearance,
                tipX - ux * head / 2, tipY - uy * head / 2));
        g.setStroke(saved);
        Path2D point = new Path2D.Double();
        point.moveTo(tipX, tipY);
        point.lineTo(tipX - head * (ux + uy / 2), tipY - head * (uy - ux / 2));
        point.lineTo(tipX - head * (ux - uy / 2), tipY - head * (uy + ux / 2));
        point.closePath();
        g.fill(point);
    }

    /**
     * Finds the place for a label that covers the fewest obstacles. It tries all sides and corners
     * at several distances from the arrow and places along it; among equals the first one wins, so
     * short distances and the middle are preferred. A place on another label counts as if it
     * covered all obstacles, and a place outside the area as if it covered them twice.
     *
     * @param point whether it is the label of a point, which must be near and readable
     * @return null if there is no such place for the label of a point
     */
    private static Rectangle2D quietest(Rectangle2D text, Line2D line, Rectangle2D area,
            List<Shape> obstacles,
            List<Rectangle2D> labels, boolean point) {
        double w = text.getWidth();
        double h = text.getHeight();
        Rectangle2D best = null;
        long fewest = Long.MAX_VALUE;
        for (double away : point ? Arrays.copyOf(DISTANCES, NEAR) : DISTANCES) {
            for (double t : HEIGHTS) {
                double x = line.getX1() + t * (line.getX2() - line.getX1());
                double y = line.getY1() + t * (line.getY2() - line.getY1());
                for (Point2D corner : new Point2D[] {
                    new Point2D.Double(x + away, y - h / 2),
                    new Point2D.Double(x - away - w, y - h / 2),
                    new Point2D.Double(x - w / 2, y - away - h),
                    new Point2D.Double(x - w / 2, y + away),
                    new Point2D.Double(x - away - w, y - away - h),
                    new Point2D.Double(x - away - w, y + away),
                    new Point2D.Double(x + away, y - away - h),
                    new Point2D.Double(x + away, y + away)}) {
                    Rectangle2D place = new Rectangle2D.Double(corner.getX(), corner.getY(), w, h);
                    Rectangle2D wide = new Rectangle2D.Double(place.getX() - CLEARANCE + 1,
                            place.getY() - 1, w + 2 * CLEARANCE - 2, h + 2);
                    long covered =
                            obstacles.stream().filter(shape -> shape.intersects(wide)).count()
                                    + (labels.stream().noneMatch(wide::intersects) ? 0
                                            : obstacles.size())
                                    + (area.contains(place) ? 0 : 2L * obstacles.size());
                    if (covered < fewest) {
                        fewest = covered;
                        best = place;
                    }
                }
            }
        }
        return point && fewest > READABLE ? null : best;
    }
}
