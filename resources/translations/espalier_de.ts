<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export the model</source>
        <translation>Modell exportieren</translation>
    </message>
</context>
<context>
    <name>FrameSink</name>
    <message>
        <source>%1 cannot be written: %2.</source>
        <translation>%1 kann nicht geschrieben werden: %2.</translation>
    </message>
    <message>
        <source>Choose another folder, or free some space.</source>
        <translation>Wählen Sie einen anderen Ordner, oder schaffen Sie Platz.</translation>
    </message>
    <message>
        <source>%1 cannot be written: ffmpeg failed (%2).</source>
        <translation>%1 kann nicht geschrieben werden: ffmpeg ist gescheitert (%2).</translation>
    </message>
    <message>
        <source>Choose WebP or PNG frames.</source>
        <translation>Wählen Sie WebP oder PNG-Bilder.</translation>
    </message>
</context>
<context>
    <name>LightSliders</name>
    <message>
        <source>&amp;Rotation</source>
        <translation>&amp;Drehung</translation>
    </message>
    <message>
        <source>Turns the light around the model</source>
        <translation>Dreht das Licht um das Modell</translation>
    </message>
    <message>
        <source>E&amp;xposure</source>
        <translation>&amp;Belichtung</translation>
    </message>
    <message>
        <source>Doubles the light with each fifth of the way</source>
        <translation>Verdoppelt das Licht mit jedem Fünftel des Weges</translation>
    </message>
</context>
<context>
    <name>ViewCommand</name>
    <message>
        <source>Show the Whole Model</source>
        <translation>Das ganze Modell zeigen</translation>
    </message>
    <message>
        <source>From the Front</source>
        <translation>Von vorn</translation>
    </message>
    <message>
        <source>From Behind</source>
        <translation>Von hinten</translation>
    </message>
    <message>
        <source>From the Right</source>
        <translation>Von rechts</translation>
    </message>
    <message>
        <source>From the Left</source>
        <translation>Von links</translation>
    </message>
    <message>
        <source>From Above</source>
        <translation>Von oben</translation>
    </message>
    <message>
        <source>From Below</source>
        <translation>Von unten</translation>
    </message>
    <message>
        <source>Without Perspective</source>
        <translation>Ohne Perspektive</translation>
    </message>
    <message>
        <source>Gaussians Instead of the Mesh</source>
        <translation>Gauß-Punkte statt des Netzes</translation>
    </message>
    <message>
        <source>Mesh and Gaussians Side by Side</source>
        <translation>Netz und Gauß-Punkte nebeneinander</translation>
    </message>
    <message>
        <source>Turntable</source>
        <translation>Drehteller</translation>
    </message>
    <message>
        <source>Grid on the Ground</source>
        <translation>Raster am Boden</translation>
    </message>
    <message>
        <source>Wireframe</source>
        <translation>Drahtgitter</translation>
    </message>
    <message>
        <source>Colours or Normals</source>
        <translation>Farben oder Normalen</translation>
    </message>
    <message>
        <source>Next Shading</source>
        <translation>Nächste Darstellung</translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation>Zahlen</translation>
    </message>
    <message>
        <source>Picture Beside the Model</source>
        <translation>Bild neben dem Modell</translation>
    </message>
    <message>
        <source>Turn the Light Left</source>
        <translation>Licht nach links drehen</translation>
    </message>
    <message>
        <source>Turn the Light Right</source>
        <translation>Licht nach rechts drehen</translation>
    </message>
    <message>
        <source>Brighter</source>
        <translation>Heller</translation>
    </message>
    <message>
        <source>Darker</source>
        <translation>Dunkler</translation>
    </message>
    <message>
        <source>Light as It Was</source>
        <translation>Licht wie zuvor</translation>
    </message>
    <message>
        <source>Keys and Mouse</source>
        <translation>Tasten und Maus</translation>
    </message>
</context>
<context>
    <name>ViewTexts</name>
    <message>
        <source>Left orbits; middle, right or Shift and left pans</source>
        <translation>Links dreht; Mitte, rechts oder Umschalt und links verschiebt</translation>
    </message>
    <message>
        <source>Middle orbits, with Shift it pans, with Ctrl it zooms; Alt and left stands in for middle</source>
        <translation>Mitte dreht, mit Umschalt verschiebt sie, mit Strg vergrößert sie; Alt und links ersetzt die Mitte</translation>
    </message>
    <message>
        <source>With Alt left orbits, middle pans, right zooms</source>
        <translation>Mit Alt dreht links, verschiebt die Mitte, vergrößert rechts</translation>
    </message>
    <message>
        <source>The wheel zooms to the cursor</source>
        <translation>Das Rad vergrößert beim Mauszeiger</translation>
    </message>
    <message>
        <source>A double click sets the point to orbit around</source>
        <translation>Ein Doppelklick setzt den Punkt, um den gedreht wird</translation>
    </message>
    <message>
        <source>Ctrl and left turns the light</source>
        <translation>Strg und links dreht das Licht</translation>
    </message>
    <message>
        <source>%1 triangles</source>
        <translation>%1 Dreiecke</translation>
    </message>
    <message>
        <source>%1 vertices</source>
        <translation>%1 Punkte</translation>
    </message>
    <message>
        <source>1 part</source>
        <translation>1 Teil</translation>
    </message>
    <message>
        <source>%1 parts</source>
        <translation>%1 Teile</translation>
    </message>
    <message>
        <source>watertight</source>
        <translation>wasserdicht</translation>
    </message>
    <message>
        <source>not watertight</source>
        <translation>nicht wasserdicht</translation>
    </message>
    <message>
        <source>%1 × %2 × %3 m</source>
        <translation>%1 × %2 × %3 m</translation>
    </message>
    <message>
        <source>%1 Gaussians</source>
        <translation>%1 Gauß-Punkte</translation>
    </message>
    <message>
        <source>%1 Gaussians, drawn as %2</source>
        <translation>%1 Gauß-Punkte, gezeichnet als %2</translation>
    </message>
    <message>
        <source>Simplified for display</source>
        <translation>Für die Anzeige vereinfacht</translation>
    </message>
    <message>
        <source>: %1 of %2 triangles</source>
        <translation>: %1 von %2 Dreiecken</translation>
    </message>
    <message>
        <source>: %1 of %2 Gaussians</source>
        <translation>: %1 von %2 Gauß-Punkten</translation>
    </message>
    <message>
        <source>No graphics card draws this view</source>
        <translation>Keine Grafikkarte zeichnet diese Ansicht</translation>
    </message>
</context>
<context>
    <name>espalier</name>
    <message>
        <source>%1 faces, %2 vertices</source>
        <translation>%1 Flächen, %2 Punkte</translation>
    </message>
    <message>
        <source> (from %1 faces)</source>
        <translation> (aus %1 Flächen)</translation>
    </message>
    <message>
        <source>1 part</source>
        <translation>1 Teil</translation>
    </message>
    <message>
        <source>%1 parts</source>
        <translation>%1 Teile</translation>
    </message>
    <message>
        <source>watertight</source>
        <translation>wasserdicht</translation>
    </message>
    <message>
        <source>not watertight</source>
        <translation>nicht wasserdicht</translation>
    </message>
    <message>
        <source>Textures %1 × %2%3</source>
        <translation>Texturen %1 × %2%3</translation>
    </message>
    <message>
        <source> with normal map</source>
        <translation> mit Normal-Map</translation>
    </message>
    <message>
        <source>%1 charts cover %2 % of them</source>
        <translation>%1 Stücke bedecken %2 % davon</translation>
    </message>
    <message>
        <source>No colours</source>
        <translation>Ohne Farben</translation>
    </message>
    <message>
        <source>Colours at the vertices</source>
        <translation>Farben an den Punkten</translation>
    </message>
    <message>
        <source>About %1 as GLB</source>
        <translation>Etwa %1 als GLB</translation>
    </message>
    <message>
        <source>%1: %2 s</source>
        <translation>%1: %2 s</translation>
    </message>
    <message>
        <source>glTF binary, for Blender, game engines and the web</source>
        <translation>glTF binär, für Blender, Spiele und das Web</translation>
    </message>
    <message>
        <source>Wavefront OBJ, for nearly every 3D program</source>
        <translation>Wavefront OBJ, für fast jedes 3D-Programm</translation>
    </message>
    <message>
        <source>Stanford PLY, with a colour per vertex</source>
        <translation>Stanford PLY, mit einer Farbe je Punkt</translation>
    </message>
    <message>
        <source>STL, for 3D printing, without colours</source>
        <translation>STL, für 3D-Druck, ohne Farben</translation>
    </message>
    <message>
        <source>glTF with its textures as files of their own</source>
        <translation>glTF mit Texturen als eigenen Dateien</translation>
    </message>
    <message>
        <source>Autodesk FBX, for game engines</source>
        <translation>Autodesk FBX, für Spiele</translation>
    </message>
    <message>
        <source>COLLADA</source>
        <translation>COLLADA</translation>
    </message>
    <message>
        <source>3MF, for 3D printing in colour</source>
        <translation>3MF, für 3D-Druck in Farbe</translation>
    </message>
    <message>
        <source>USDZ, for augmented reality on Apple devices</source>
        <translation>USDZ, für erweiterte Realität auf Apple-Geräten</translation>
    </message>
    <message>
        <source>3D Gaussian Splatting, exact (*.ply)</source>
        <translation>3D Gaussian Splatting, genau (*.ply)</translation>
    </message>
    <message>
        <source>Compact, for viewers on the web (*.splat)</source>
        <translation>Kompakt, für Betrachter im Web (*.splat)</translation>
    </message>
    <message>
        <source>Export the Gaussians</source>
        <translation>Gauß-Punkte exportieren</translation>
    </message>
    <message>
        <source>Export the radiance field</source>
        <translation>Strahlungsfeld exportieren</translation>
    </message>
    <message>
        <source>Tensors of a radiance field (*.safetensors)</source>
        <translation>Tensoren eines Strahlungsfelds (*.safetensors)</translation>
    </message>
    <message>
        <source>A setting is out of range</source>
        <translation>Eine Einstellung liegt außerhalb ihres Bereichs</translation>
    </message>
    <message>
        <source>The picture cannot be used</source>
        <translation>Das Bild kann nicht verwendet werden</translation>
    </message>
    <message>
        <source>The model is not there</source>
        <translation>Das Modell ist nicht da</translation>
    </message>
    <message>
        <source>The model's files are damaged</source>
        <translation>Die Dateien des Modells sind beschädigt</translation>
    </message>
    <message>
        <source>The device cannot run this</source>
        <translation>Das Gerät kann das nicht rechnen</translation>
    </message>
    <message>
        <source>Memory ran out</source>
        <translation>Der Speicher ging aus</translation>
    </message>
    <message>
        <source>Nothing came out</source>
        <translation>Es kam nichts heraus</translation>
    </message>
    <message>
        <source>A file cannot be read</source>
        <translation>Eine Datei kann nicht gelesen werden</translation>
    </message>
    <message>
        <source>The file cannot be written</source>
        <translation>Die Datei kann nicht geschrieben werden</translation>
    </message>
    <message>
        <source>Something went wrong inside Espalier</source>
        <translation>In Espalier ging etwas schief</translation>
    </message>
    <message>
        <source>Something went wrong</source>
        <translation>Etwas ging schief</translation>
    </message>
    <message>
        <source>Loading the model</source>
        <translation>Das Modell wird geladen</translation>
    </message>
    <message>
        <source>Preparing the picture</source>
        <translation>Das Bild wird vorbereitet</translation>
    </message>
    <message>
        <source>Studying the picture</source>
        <translation>Das Bild wird betrachtet</translation>
    </message>
    <message>
        <source>Finding the rough shape</source>
        <translation>Die grobe Form wird gesucht</translation>
    </message>
    <message>
        <source>Filling in the rough shape</source>
        <translation>Die grobe Form wird gefüllt</translation>
    </message>
    <message>
        <source>Working out the surface</source>
        <translation>Die Oberfläche wird ausgearbeitet</translation>
    </message>
    <message>
        <source>Building the mesh</source>
        <translation>Das Netz wird gebaut</translation>
    </message>
    <message>
        <source>Working out the colours</source>
        <translation>Die Farben werden ausgearbeitet</translation>
    </message>
    <message>
        <source>Mixing the colours</source>
        <translation>Die Farben werden gemischt</translation>
    </message>
    <message>
        <source>Cleaning the mesh</source>
        <translation>Das Netz wird gereinigt</translation>
    </message>
    <message>
        <source>Making the mesh lighter</source>
        <translation>Das Netz wird leichter gemacht</translation>
    </message>
    <message>
        <source>Laying the surface flat</source>
        <translation>Die Oberfläche wird flach gelegt</translation>
    </message>
    <message>
        <source>Painting the textures</source>
        <translation>Die Texturen werden bemalt</translation>
    </message>
    <message>
        <source>Painting the mesh</source>
        <translation>Das Netz wird bemalt</translation>
    </message>
    <message>
        <source>Writing the file</source>
        <translation>Die Datei wird geschrieben</translation>
    </message>
    <message>
        <source>%1 has %2 pixels, more than can be decoded from this kind of file.</source>
        <translation>%1 hat %2 Bildpunkte, mehr, als aus dieser Art Datei gelesen werden können.</translation>
    </message>
    <message>
        <source>Save it as an 8-bit PNG or JPEG, or scale it to 4096 pixels or fewer on the longer side.</source>
        <translation>Speichern Sie es als PNG mit 8 Bit oder als JPEG, oder verkleinern Sie es auf höchstens 4096 Bildpunkte an der längeren Seite.</translation>
    </message>
    <message>
        <source>%1 is not a picture that Espalier can read.</source>
        <translation>%1 ist kein Bild, das Espalier lesen kann.</translation>
    </message>
    <message>
        <source>Use a PNG, JPEG, WebP, TIFF or BMP file.</source>
        <translation>Nehmen Sie eine PNG-, JPEG-, WebP-, TIFF- oder BMP-Datei.</translation>
    </message>
    <message>
        <source>%1 cannot be decoded: %2.</source>
        <translation>%1 kann nicht gelesen werden: %2.</translation>
    </message>
    <message>
        <source>The file may be damaged or cut short. Open it in a picture program and save it again as PNG.</source>
        <translation>Die Datei ist vielleicht beschädigt oder unvollständig. Öffnen Sie sie in einem Bildprogramm und speichern Sie sie neu als PNG.</translation>
    </message>
    <message>
        <source>%1 does not exist.</source>
        <translation>%1 gibt es nicht.</translation>
    </message>
    <message>
        <source>It may have been moved. Open the picture again.</source>
        <translation>Vielleicht wurde die Datei verschoben. Öffnen Sie das Bild noch einmal.</translation>
    </message>
    <message>
        <source>%1 is a folder, not a picture.</source>
        <translation>%1 ist ein Ordner, kein Bild.</translation>
    </message>
    <message>
        <source>Choose a picture file.</source>
        <translation>Wählen Sie eine Bilddatei.</translation>
    </message>
    <message>
        <source>%1 may not be read.</source>
        <translation>%1 darf nicht gelesen werden.</translation>
    </message>
    <message>
        <source>Change the file's permissions, or copy it elsewhere.</source>
        <translation>Ändern Sie die Rechte der Datei, oder kopieren Sie sie an einen anderen Ort.</translation>
    </message>
    <message>
        <source>%1 is empty.</source>
        <translation>%1 ist leer.</translation>
    </message>
    <message>
        <source>Save or download the picture again.</source>
        <translation>Speichern oder laden Sie das Bild noch einmal.</translation>
    </message>
    <message>
        <source>There is no picture to take.</source>
        <translation>Es ist kein Bild da.</translation>
    </message>
    <message>
        <source>Copy a picture, or open a picture file.</source>
        <translation>Kopieren Sie ein Bild, oder öffnen Sie eine Bilddatei.</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>How often the flow refines its result. More steps take longer and are often a little better.</source>
        <translation>Wie oft der Fluss sein Ergebnis verfeinert. Mehr Schritte dauern länger und sind oft etwas besser.</translation>
    </message>
    <message>
        <source>Guidance</source>
        <translation>Führung</translation>
    </message>
    <message>
        <source>How strictly the result follows the picture. 1 switches guidance off, which halves the time.</source>
        <translation>Wie streng das Ergebnis dem Bild folgt. 1 schaltet die Führung aus, was die Zeit halbiert.</translation>
    </message>
    <message>
        <source>Rescale</source>
        <translation>Dämpfung</translation>
    </message>
    <message>
        <source>Tones down what strong guidance exaggerates. 0 is off, 1 is all.</source>
        <translation>Mildert, was starke Führung übertreibt. 0 ist aus, 1 ist ganz.</translation>
    </message>
    <message>
        <source>Guide from</source>
        <translation>Führen ab</translation>
    </message>
    <message>
        <source>Guidance is used only while the flow's time is between these two values; 1 is the start.</source>
        <translation>Geführt wird nur, solange die Zeit des Flusses zwischen diesen beiden Werten liegt; 1 ist der Anfang.</translation>
    </message>
    <message>
        <source>Guide to</source>
        <translation>Führen bis</translation>
    </message>
    <message>
        <source>Time shift</source>
        <translation>Zeitverschiebung</translation>
    </message>
    <message>
        <source>Above 1 more of the steps are spent on the rough form, below 1 on details.</source>
        <translation>Über 1 gelten mehr der Schritte der groben Form, unter 1 den Einzelheiten.</translation>
    </message>
</context>
<context>
    <name>espalier::AssetCommands</name>
    <message>
        <source>%1 has no ending that Espalier can write.</source>
        <translation>%1 hat keine Endung, die Espalier schreiben kann.</translation>
    </message>
    <message>
        <source>Let the name end in one of these: %1.</source>
        <translation>Lassen Sie den Namen auf eine dieser enden: %1.</translation>
    </message>
    <message>
        <source>%1 has no ending that Gaussians are written with.</source>
        <translation>%1 hat keine Endung, mit der Gauß-Punkte geschrieben werden.</translation>
    </message>
    <message>
        <source>Let the name end in .ply or .splat.</source>
        <translation>Lassen Sie den Namen auf .ply oder .splat enden.</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2.</source>
        <translation>%1 kann nicht geschrieben werden: %2.</translation>
    </message>
    <message>
        <source>Choose another folder, or free some space.</source>
        <translation>Wählen Sie einen anderen Ordner, oder schaffen Sie Platz.</translation>
    </message>
    <message>
        <source>%1 triangles</source>
        <translation>%1 Dreiecke</translation>
    </message>
    <message>
        <source>%1 vertices</source>
        <translation>%1 Punkte</translation>
    </message>
    <message>
        <source>1 part</source>
        <translation>1 Teil</translation>
    </message>
    <message>
        <source>%1 parts</source>
        <translation>%1 Teile</translation>
    </message>
    <message>
        <source>watertight</source>
        <translation>wasserdicht</translation>
    </message>
    <message>
        <source>not watertight</source>
        <translation>nicht wasserdicht</translation>
    </message>
    <message>
        <source>%1 × %2 × %3 m</source>
        <translation>%1 × %2 × %3 m</translation>
    </message>
</context>
<context>
    <name>espalier::AssetPanel</name>
    <message>
        <source>Faces</source>
        <translation>Flächen</translation>
    </message>
    <message>
        <source>How many triangles the asset may have. Fewer are lighter for games and the web.</source>
        <translation>Wie viele Dreiecke das Ergebnis haben darf. Weniger sind leichter für Spiele und das Web.</translation>
    </message>
    <message>
        <source>%1 at most</source>
        <translation>höchstens %1</translation>
    </message>
    <message>
        <source>Keep all</source>
        <translation>Alle behalten</translation>
    </message>
    <message>
        <source>Another number</source>
        <translation>Andere Zahl</translation>
    </message>
    <message>
        <source>Number of faces</source>
        <translation>Zahl der Flächen</translation>
    </message>
    <message>
        <source>Texture</source>
        <translation>Textur</translation>
    </message>
    <message>
        <source>Texels along each side of the textures.</source>
        <translation>Texel entlang jeder Seite der Texturen.</translation>
    </message>
    <message>
        <source>None, colours at the vertices</source>
        <translation>Keine, Farben an den Punkten</translation>
    </message>
    <message>
        <source>%1 × %1</source>
        <translation>%1 × %1</translation>
    </message>
    <message>
        <source>Normal map</source>
        <translation>Normal-Map</translation>
    </message>
    <message>
        <source>Keeps as a texture what fewer faces take from the surface.</source>
        <translation>Hält als Textur fest, was weniger Flächen der Oberfläche nehmen.</translation>
    </message>
    <message>
        <source>One watertight surface</source>
        <translation>Eine wasserdichte Oberfläche</translation>
    </message>
    <message>
        <source>Builds the surface anew without holes or overlaps, for printing.</source>
        <translation>Baut die Oberfläche neu, ohne Löcher und Überschneidungen, zum Drucken.</translation>
    </message>
    <message>
        <source>Keep inner surfaces</source>
        <translation>Innere Flächen behalten</translation>
    </message>
    <message>
        <source>Keeps what nobody sees from outside.</source>
        <translation>Behält, was von außen niemand sieht.</translation>
    </message>
    <message>
        <source>Longest side</source>
        <translation>Längste Seite</translation>
    </message>
    <message>
        <source>Gives exported files a real size. Without it the model is about 1 m.</source>
        <translation>Gibt exportierten Dateien eine wirkliche Größe. Ohne sie ist das Modell etwa 1 m groß.</translation>
    </message>
    <message>
        <source>Length of the longest side</source>
        <translation>Länge der längsten Seite</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>Einheit</translation>
    </message>
    <message>
        <source>Unit of the length</source>
        <translation>Einheit der Länge</translation>
    </message>
    <message>
        <source>mm</source>
        <translation>mm</translation>
    </message>
    <message>
        <source>cm</source>
        <translation>cm</translation>
    </message>
    <message>
        <source>m</source>
        <translation>m</translation>
    </message>
    <message>
        <source>Texture files</source>
        <translation>Texturdateien</translation>
    </message>
    <message>
        <source>PNG keeps every texel, JPEG is smaller. WebP is smaller still, but some programs do not read it.</source>
        <translation>PNG behält jeden Texel, JPEG ist kleiner. WebP ist noch kleiner, doch manche Programme lesen es nicht.</translation>
    </message>
    <message>
        <source>PNG</source>
        <translation>PNG</translation>
    </message>
    <message>
        <source>JPEG</source>
        <translation>JPEG</translation>
    </message>
    <message>
        <source>WebP</source>
        <translation>WebP</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>Anwenden</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Stop, and keep the asset as it was</source>
        <translation>Anhalten und das Ergebnis lassen, wie es war</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Vorher</translation>
    </message>
    <message>
        <source>Show the mesh as the model gave it, for comparison (B)</source>
        <translation>Das Netz zeigen, wie das Modell es gab, zum Vergleich (B)</translation>
    </message>
    <message>
        <source>Facts about the asset</source>
        <translation>Angaben zum Ergebnis</translation>
    </message>
    <message>
        <source>In exported files</source>
        <translation>In exportierten Dateien</translation>
    </message>
    <message>
        <source>What this model was made from is no longer there; generate it again to change it.</source>
        <translation>Woraus dieses Modell entstand, ist nicht mehr da; erzeugen Sie es neu, um es zu ändern.</translation>
    </message>
    <message>
        <source>The settings count for the next model.</source>
        <translation>Die Einstellungen gelten für das nächste Modell.</translation>
    </message>
    <message>
        <source>Wait until the running job is over.</source>
        <translation>Warten Sie, bis der laufende Auftrag fertig ist.</translation>
    </message>
    <message>
        <source>Make the asset again with these settings, without running the model</source>
        <translation>Das Ergebnis mit diesen Einstellungen neu machen, ohne das Modell rechnen zu lassen</translation>
    </message>
    <message>
        <source>The asset was made with these settings.</source>
        <translation>Das Ergebnis wurde mit diesen Einstellungen gemacht.</translation>
    </message>
</context>
<context>
    <name>espalier::AxesGizmo</name>
    <message>
        <source>Axes</source>
        <translation>Achsen</translation>
    </message>
    <message>
        <source>Click an axis to look along it, drag to orbit</source>
        <translation>Ein Klick auf eine Achse blickt an ihr entlang, Ziehen dreht</translation>
    </message>
</context>
<context>
    <name>espalier::CompareWindow</name>
    <message>
        <source>Compare</source>
        <translation>Vergleichen</translation>
    </message>
    <message>
        <source>made in %1</source>
        <translation>in %1 gemacht</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Both were made with the same settings.</source>
        <translation>Beide wurden mit denselben Einstellungen gemacht.</translation>
    </message>
    <message>
        <source>%1 triangles</source>
        <translation>%1 Dreiecke</translation>
    </message>
</context>
<context>
    <name>espalier::CutOutCanvas</name>
    <message>
        <source>Cut-out</source>
        <translation>Ausschnitt</translation>
    </message>
    <message>
        <source>Arrows move the brush, Space paints, X swaps keep and erase, [ and ] change its size</source>
        <translation>Pfeile bewegen den Pinsel, die Leertaste malt, X wechselt zwischen Behalten und Löschen, [ und ] ändern die Größe</translation>
    </message>
</context>
<context>
    <name>espalier::CutOutDialog</name>
    <message>
        <source>Cut Out the Object</source>
        <translation>Gegenstand ausschneiden</translation>
    </message>
    <message>
        <source>This build cannot look for the object: it was made without OpenCV.</source>
        <translation>Diese Ausgabe kann den Gegenstand nicht suchen: Sie wurde ohne OpenCV gebaut.</translation>
    </message>
    <message>
        <source>&amp;Keep</source>
        <translation>&amp;Behalten</translation>
    </message>
    <message>
        <source>Paint over what belongs to the object (X)</source>
        <translation>Übermalen Sie, was zum Gegenstand gehört (X)</translation>
    </message>
    <message>
        <source>&amp;Erase</source>
        <translation>&amp;Löschen</translation>
    </message>
    <message>
        <source>Paint over what does not belong to it (X)</source>
        <translation>Übermalen Sie, was nicht dazugehört (X)</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>How wide the brush is ([ and ], or the wheel)</source>
        <translation>Wie breit der Pinsel ist ([ und ] oder das Rad)</translation>
    </message>
    <message>
        <source>&amp;Brush:</source>
        <translation>&amp;Pinsel:</translation>
    </message>
    <message>
        <source>Further left keeps more of the object's rim, further right cuts closer</source>
        <translation>Weiter links bleibt mehr vom Rand des Gegenstands, weiter rechts wird knapper geschnitten</translation>
    </message>
    <message>
        <source>&amp;Threshold:</source>
        <translation>&amp;Schwelle:</translation>
    </message>
    <message>
        <source>&amp;Use the picture as it is</source>
        <translation>Das Bild &amp;verwenden, wie es ist</translation>
    </message>
    <message>
        <source>Nothing is cut away: all of the picture is the object</source>
        <translation>Nichts wird weggeschnitten: Das ganze Bild ist der Gegenstand</translation>
    </message>
    <message>
        <source>Look for the object by its colours, with what you marked as a hint</source>
        <translation>Den Gegenstand an seinen Farben suchen; was Sie markiert haben, hilft dabei</translation>
    </message>
    <message>
        <source>Stopped; the cut-out is as it was.</source>
        <translation>Angehalten; der Ausschnitt ist, wie er war.</translation>
    </message>
    <message>
        <source>Looking for the object...</source>
        <translation>Der Gegenstand wird gesucht ...</translation>
    </message>
    <message>
        <source>No object stands out. Mark some of it with Keep, then try again.</source>
        <translation>Kein Gegenstand hebt sich ab. Markieren Sie etwas von ihm mit Behalten und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>An&amp;halten</translation>
    </message>
    <message>
        <source>&amp;Find the Object</source>
        <translation>&amp;Gegenstand suchen</translation>
    </message>
</context>
<context>
    <name>espalier::CutOutSketch</name>
    <message>
        <source>Keep</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>Schwelle</translation>
    </message>
    <message>
        <source>Use as It Is</source>
        <translation>Verwenden, wie es ist</translation>
    </message>
    <message>
        <source>Find the Object</source>
        <translation>Gegenstand suchen</translation>
    </message>
</context>
<context>
    <name>espalier::DesktopMessages</name>
    <message>
        <source>Your model is finished</source>
        <translation>Ihr Modell ist fertig</translation>
    </message>
    <message>
        <source>A job has failed</source>
        <translation>Ein Auftrag ist fehlgeschlagen</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
</context>
<context>
    <name>espalier::DeviceBanner</name>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>What Espalier knows of this machine and its models</source>
        <translation>Was Espalier über diesen Rechner und seine Modelle weiß</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>Diese Meldung schließen</translation>
    </message>
    <message>
        <source>This machine and its models</source>
        <translation>Dieser Rechner und seine Modelle</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
</context>
<context>
    <name>espalier::HelpDialog</name>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>help_en.html</source>
        <extracomment>The file name of the help page in this language</extracomment>
        <translation>help_de.html</translation>
    </message>
</context>
<context>
    <name>espalier::HistoryModel</name>
    <message>
        <source>today, %1</source>
        <translation>heute, %1</translation>
    </message>
    <message>
        <source>seed %1</source>
        <translation>Startwert %1</translation>
    </message>
    <message>
        <source>damaged</source>
        <translation>beschädigt</translation>
    </message>
    <message>
        <source>%1
%2, made in %3
%4, %5
%6 on disk</source>
        <translation>%1
%2, in %3 gemacht
%4, %5
%6 auf der Platte</translation>
    </message>
    <message>
        <source>%1, %2, starred</source>
        <translation>%1, %2, markiert</translation>
    </message>
</context>
<context>
    <name>espalier::HistoryPanel</name>
    <message>
        <source>&amp;Open</source>
        <translation>Ö&amp;ffnen</translation>
    </message>
    <message>
        <source>Show this result again</source>
        <translation>Dieses Ergebnis wieder zeigen</translation>
    </message>
    <message>
        <source>&amp;Make Again...</source>
        <translation>&amp;Neu machen ...</translation>
    </message>
    <message>
        <source>Open it and make its asset with other settings, without running the model</source>
        <translation>Öffnen und das Ergebnis mit anderen Einstellungen neu machen, ohne das Modell rechnen zu lassen</translation>
    </message>
    <message>
        <source>&amp;Use Its Settings</source>
        <translation>&amp;Einstellungen übernehmen</translation>
    </message>
    <message>
        <source>Take over model, seed and settings of this result</source>
        <translation>Modell, Startwert und Einstellungen dieses Ergebnisses übernehmen</translation>
    </message>
    <message>
        <source>Co&amp;mpare</source>
        <translation>&amp;Vergleichen</translation>
    </message>
    <message>
        <source>Show two results side by side; select both first, with Ctrl or Shift</source>
        <translation>Zwei Ergebnisse nebeneinander zeigen; vorher beide mit Strg oder Umschalt auswählen</translation>
    </message>
    <message>
        <source>&amp;Export...</source>
        <translation>E&amp;xportieren ...</translation>
    </message>
    <message>
        <source>Write this result to a file</source>
        <translation>Dieses Ergebnis in eine Datei schreiben</translation>
    </message>
    <message>
        <source>&amp;Copy as File</source>
        <translation>Als Datei &amp;kopieren</translation>
    </message>
    <message>
        <source>Put this result's file on the clipboard, for a file manager or a mail</source>
        <translation>Die Datei dieses Ergebnisses in die Zwischenablage legen, für eine Dateiverwaltung oder eine Mail</translation>
    </message>
    <message>
        <source>Open &amp;With Another Program</source>
        <translation>Mit anderem &amp;Programm öffnen</translation>
    </message>
    <message>
        <source>Open this result's file in the program that the desktop uses for it</source>
        <translation>Die Datei dieses Ergebnisses in dem Programm öffnen, das der Desktop dafür nimmt</translation>
    </message>
    <message>
        <source>&amp;Star</source>
        <translation>&amp;Markieren</translation>
    </message>
    <message>
        <source>Star this result; starred ones are never deleted by themselves</source>
        <translation>Dieses Ergebnis mit einem Stern markieren; markierte werden nie von selbst gelöscht</translation>
    </message>
    <message>
        <source>&amp;Note...</source>
        <translation>N&amp;otiz ...</translation>
    </message>
    <message>
        <source>Write a note to this result</source>
        <translation>Eine Notiz zu diesem Ergebnis schreiben</translation>
    </message>
    <message>
        <source>&amp;Rename</source>
        <translation>&amp;Umbenennen</translation>
    </message>
    <message>
        <source>Give this result another name</source>
        <translation>Diesem Ergebnis einen anderen Namen geben</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>&amp;Löschen</translation>
    </message>
    <message>
        <source>Delete this result; this can be undone</source>
        <translation>Dieses Ergebnis löschen; das lässt sich rückgängig machen</translation>
    </message>
    <message>
        <source>Un&amp;do Delete</source>
        <translation>Löschen &amp;rückgängig machen</translation>
    </message>
    <message>
        <source>Bring back the result deleted last</source>
        <translation>Das zuletzt gelöschte Ergebnis zurückholen</translation>
    </message>
    <message>
        <source>&amp;Limit Size...</source>
        <translation>&amp;Größe begrenzen ...</translation>
    </message>
    <message>
        <source>Choose how much disk the history may take</source>
        <translation>Wählen, wie viel Platz der Verlauf nehmen darf</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Search the history</source>
        <translation>Im Verlauf suchen</translation>
    </message>
    <message>
        <source>Part of a name, a note, a model or a seed</source>
        <translation>Teil eines Namens, einer Notiz, eines Modells oder eines Startwerts</translation>
    </message>
    <message>
        <source>Starred only</source>
        <translation>Nur markierte</translation>
    </message>
    <message>
        <source>Show starred results only</source>
        <translation>Nur markierte Ergebnisse zeigen</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Finished models appear here and stay, also after the program was closed.</source>
        <translation>Fertige Modelle erscheinen hier und bleiben, auch nachdem das Programm geschlossen wurde.</translation>
    </message>
    <message>
        <source>Deleted %1. %2 in the history brings it back.</source>
        <translation>%1 gelöscht. %2 im Verlauf holt es zurück.</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>The oldest results are deleted when the history grows beyond its limit.</source>
        <translation>Die ältesten Ergebnisse werden gelöscht, wenn der Verlauf über seine Grenze wächst.</translation>
    </message>
    <message>
        <source>Size of the history</source>
        <translation>Größe des Verlaufs</translation>
    </message>
    <message>
        <source>Delete the oldest results when the history takes more gigabytes than:</source>
        <translation>Die ältesten Ergebnisse löschen, wenn der Verlauf mehr Gigabyte nimmt als:</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>A note to %1:</source>
        <translation>Eine Notiz zu %1:</translation>
    </message>
    <message>
        <source>There is no file to hand out: the disk may be full.</source>
        <translation>Es gibt keine Datei zum Weitergeben: Vielleicht ist die Platte voll.</translation>
    </message>
    <message>
        <source>%1 is on the clipboard.</source>
        <translation>%1 liegt in der Zwischenablage.</translation>
    </message>
    <message>
        <source>This desktop has no program for %1.</source>
        <translation>Dieser Desktop hat kein Programm für %1.</translation>
    </message>
</context>
<context>
    <name>espalier::HistoryStore</name>
    <message>
        <source>%1 cannot be written: %2.</source>
        <translation>%1 kann nicht geschrieben werden: %2.</translation>
    </message>
    <message>
        <source>Free some space, or make the folder writable; the model itself is still open.</source>
        <translation>Schaffen Sie Platz, oder machen Sie den Ordner beschreibbar; das Modell selbst ist noch offen.</translation>
    </message>
    <message>
        <source>%1 was written by a newer Espalier.</source>
        <translation>%1 wurde von einem neueren Espalier geschrieben.</translation>
    </message>
    <message>
        <source>%1 is missing or damaged; the other files beside it are as they were.</source>
        <translation>%1 fehlt oder ist beschädigt; die anderen Dateien daneben sind, wie sie waren.</translation>
    </message>
    <message>
        <source>%1 is missing or empty.</source>
        <translation>%1 fehlt oder ist leer.</translation>
    </message>
    <message>
        <source>the folder cannot be made</source>
        <translation>der Ordner kann nicht angelegt werden</translation>
    </message>
    <message>
        <source>the folder cannot be renamed</source>
        <translation>der Ordner kann nicht umbenannt werden</translation>
    </message>
    <message>
        <source>%1 cannot be moved to %2.</source>
        <translation>%1 kann nicht nach %2 verschoben werden.</translation>
    </message>
    <message>
        <source>See whether the folder is writable.</source>
        <translation>Sehen Sie nach, ob der Ordner beschreibbar ist.</translation>
    </message>
</context>
<context>
    <name>espalier::ImageDropArea</name>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Drop a picture here, or press Return to open one</source>
        <translation>Ziehen Sie ein Bild hierher, oder drücken Sie die Eingabetaste, um eines zu öffnen</translation>
    </message>
    <message>
        <source>Drop a picture here, or click to open one; click what the model sees to correct it</source>
        <translation>Ziehen Sie ein Bild hierher, oder klicken Sie, um eines zu öffnen; ein Klick auf das, was das Modell sieht, verbessert es</translation>
    </message>
    <message>
        <source>Your picture</source>
        <translation>Ihr Bild</translation>
    </message>
    <message>
        <source>What the model sees</source>
        <translation>Was das Modell sieht</translation>
    </message>
    <message>
        <source>Drop a picture here</source>
        <translation>Ziehen Sie ein Bild hierher</translation>
    </message>
    <message>
        <source>Opening %1</source>
        <translation>%1 wird geöffnet</translation>
    </message>
    <message>
        <source>or click to open, Ctrl+V to paste</source>
        <translation>oder klicken zum Öffnen, Strg+V zum Einfügen</translation>
    </message>
</context>
<context>
    <name>espalier::JobListModel</name>
    <message>
        <source>Next</source>
        <translation>Als Nächstes</translation>
    </message>
    <message>
        <source>Waiting, place %1</source>
        <translation>Wartet, Platz %1</translation>
    </message>
    <message>
        <source>%1, %2 %</source>
        <translation>%1, %2 %</translation>
    </message>
    <message>
        <source>Stopping...</source>
        <translation>Hält an ...</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Failed: %1</source>
        <translation>Gescheitert: %1</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Interrupted when Espalier ended</source>
        <translation>Unterbrochen, als Espalier endete</translation>
    </message>
    <message>
        <source>%1, seed %2</source>
        <translation>%1, Startwert %2</translation>
    </message>
</context>
<context>
    <name>espalier::JobPanel</name>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 min %2 s</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 h %2 min</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>Stufe</translation>
    </message>
    <message>
        <source>Elapsed and remaining time</source>
        <translation>Vergangene und verbleibende Zeit</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Stopping...</source>
        <translation>Hält an ...</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Beginnt</translation>
    </message>
    <message>
        <source>, step %1 of %2</source>
        <translation>, Schritt %1 von %2</translation>
    </message>
    <message>
        <source>%1, about %2 left</source>
        <translation>%1, noch etwa %2</translation>
    </message>
    <message numerus="yes">
        <source>%n more waiting</source>
        <translation>
            <numerusform>%n weiterer wartet</numerusform>
            <numerusform>%n weitere warten</numerusform>
        </translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Angehalten</translation>
    </message>
</context>
<context>
    <name>espalier::MainWindow</name>
    <message>
        <source>Espalier</source>
        <translation>Espalier</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>Picture and Settings</source>
        <translation>Bild und Einstellungen</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Asset</source>
        <translation>Asset</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Correct the Cut-out...</source>
        <translation>Ausschnitt verbessern ...</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Generate</source>
        <translation>Erzeugen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Facts about the model</source>
        <translation>Angaben zum Modell</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Saved %1</source>
        <translation>%1 gespeichert</translation>
    </message>
    <message>
        <source>Stopping the job, then closing...</source>
        <translation>Der Auftrag wird angehalten, dann wird geschlossen ...</translation>
    </message>
    <message>
        <source>Stopped; the asset is as it was</source>
        <translation>Angehalten; das Ergebnis ist, wie es war</translation>
    </message>
    <message>
        <source>Making the asset again</source>
        <translation>Das Ergebnis wird neu gemacht</translation>
    </message>
    <message>
        <source>The asset was made again</source>
        <translation>Das Ergebnis wurde neu gemacht</translation>
    </message>
    <message>
        <source>cut out by its transparency</source>
        <translation>nach seiner Transparenz ausgeschnitten</translation>
    </message>
    <message>
        <source>its plain background was removed</source>
        <translation>sein einfarbiger Hintergrund wurde entfernt</translation>
    </message>
    <message>
        <source>its background was removed</source>
        <translation>sein Hintergrund wurde entfernt</translation>
    </message>
    <message>
        <source>all of it is used</source>
        <translation>es wird ganz verwendet</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>Prozessor</translation>
    </message>
    <message>
        <source>The picture is ready</source>
        <translation>Das Bild ist bereit</translation>
    </message>
    <message>
        <source>Press Generate to make a 3D model of it.</source>
        <translation>Drücken Sie Erzeugen, um ein 3D-Modell daraus zu machen.</translation>
    </message>
    <message>
        <source>Exported %1</source>
        <translation>%1 exportiert</translation>
    </message>
    <message>
        <source>Use All of the Picture</source>
        <translation>Das ganze Bild verwenden</translation>
    </message>
    <message>
        <source>looking for the object</source>
        <translation>der Gegenstand wird gesucht</translation>
    </message>
    <message>
        <source>cut out by hand</source>
        <translation>von Hand ausgeschnitten</translation>
    </message>
    <message>
        <source>%1, %2 × %3, %4</source>
        <translation>%1, %2 × %3, %4</translation>
    </message>
    <message>
        <source>%1 is not on this machine, and Espalier opens nothing from the network. Save the picture, then open the file.</source>
        <translation>%1 liegt nicht auf diesem Rechner, und Espalier öffnet nichts aus dem Netz. Speichern Sie das Bild und öffnen Sie dann die Datei.</translation>
    </message>
    <message>
        <source>There is no picture in %1.</source>
        <translation>In %1 ist kein Bild.</translation>
    </message>
    <message>
        <source>Dropped picture</source>
        <translation>Hergezogenes Bild</translation>
    </message>
    <message>
        <source>There is no picture on the clipboard. Copy one in another program, then paste again.</source>
        <translation>In der Zwischenablage ist kein Bild. Kopieren Sie eines in einem anderen Programm und fügen Sie es dann ein.</translation>
    </message>
    <message>
        <source>Pasted picture</source>
        <translation>Eingefügtes Bild</translation>
    </message>
    <message>
        <source>Pictures (%1)</source>
        <translation>Bilder (%1)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Open pictures</source>
        <translation>Bilder öffnen</translation>
    </message>
    <message>
        <source>Open a folder of pictures</source>
        <translation>Einen Ordner mit Bildern öffnen</translation>
    </message>
    <message>
        <source>Choose a model's folder</source>
        <translation>Ordner eines Modells wählen</translation>
    </message>
    <message>
        <source>model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Exporting %1</source>
        <translation>%1 wird exportiert</translation>
    </message>
    <message>
        <source>&amp;Add to Queue</source>
        <translation>In die &amp;Warteschlange</translation>
    </message>
    <message>
        <source>&amp;Generate</source>
        <translation>&amp;Erzeugen</translation>
    </message>
    <message>
        <source>Add to queue</source>
        <translation>In die Warteschlange</translation>
    </message>
    <message>
        <source>Nothing yet</source>
        <translation>Noch nichts</translation>
    </message>
    <message>
        <source>None are installed</source>
        <translation>Es sind keine installiert</translation>
    </message>
    <message>
        <source>About Espalier</source>
        <translation>Über Espalier</translation>
    </message>
    <message>
        <source>&lt;h3&gt;Espalier %1&lt;/h3&gt;&lt;p&gt;Turns a picture into a 3D model with the TRELLIS.2 architecture, on this machine and offline.&lt;/p&gt;&lt;p&gt;MIT licence.&lt;/p&gt;</source>
        <translation>&lt;h3&gt;Espalier %1&lt;/h3&gt;&lt;p&gt;Macht aus einem Bild ein 3D-Modell nach der Architektur von TRELLIS.2, auf diesem Rechner und ohne Netz.&lt;/p&gt;&lt;p&gt;MIT-Lizenz.&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Opening %1</source>
        <translation>%1 wird geöffnet</translation>
    </message>
    <message>
        <source>Opened %1, seed %2</source>
        <translation>%1 geöffnet, Startwert %2</translation>
    </message>
    <message>
        <source>The settings of %1 were taken over</source>
        <translation>Die Einstellungen von %1 wurden übernommen</translation>
    </message>
    <message>
        <source>%1 is not among the models, so the chosen one stays; the other settings of %2 were taken over. Open the model's folder to use it again.</source>
        <translation>%1 ist nicht unter den Modellen, darum bleibt das gewählte; die anderen Einstellungen von %2 wurden übernommen. Öffnen Sie den Ordner des Modells, um es wieder zu verwenden.</translation>
    </message>
    <message>
        <source>Queue (%1)</source>
        <translation>Warteschlange (%1)</translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) were interrupted when Espalier ended last time. The queue can start them again.</source>
        <translation>
            <numerusform>%n Auftrag wurde unterbrochen, als Espalier das letzte Mal endete. Die Warteschlange kann ihn neu beginnen.</numerusform>
            <numerusform>%n Aufträge wurden unterbrochen, als Espalier das letzte Mal endete. Die Warteschlange kann sie neu beginnen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Making a model of %1</source>
        <translation>Ein Modell von %1 wird gemacht</translation>
    </message>
    <message>
        <source>On it</source>
        <translation>Es geht los</translation>
    </message>
    <message>
        <source>The shape appears here as soon as it can be guessed.</source>
        <translation>Die Form erscheint hier, sobald sie zu erahnen ist.</translation>
    </message>
    <message>
        <source>Stopping...</source>
        <translation>Hält an ...</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Press Generate to start again.</source>
        <translation>Drücken Sie Erzeugen, um neu zu beginnen.</translation>
    </message>
    <message>
        <source>That did not work</source>
        <translation>Das hat nicht geklappt</translation>
    </message>
    <message>
        <source>The message above says why.</source>
        <translation>Die Meldung oben sagt, warum.</translation>
    </message>
    <message>
        <source>Finished in %1, seed %2</source>
        <translation>Fertig in %1, Startwert %2</translation>
    </message>
    <message>
        <source>Attention: %1</source>
        <translation>Aufmerksamkeit: %1</translation>
    </message>
    <message>
        <source>The language changes when Espalier is started again.</source>
        <translation>Die Sprache wechselt, wenn Espalier neu gestartet wird.</translation>
    </message>
    <message>
        <source>Add pictures of the same object</source>
        <translation>Bilder desselben Gegenstands hinzufügen</translation>
    </message>
    <message>
        <source>Several pictures</source>
        <translation>Mehrere Bilder</translation>
    </message>
    <message numerus="yes">
        <source>What do the %n pictures show?</source>
        <translation>
            <numerusform>Was zeigt das Bild?</numerusform>
            <numerusform>Was zeigen die %n Bilder?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Make a model of each of the %n pictures?</source>
        <translation>
            <numerusform>Ein Modell von dem Bild machen?</numerusform>
            <numerusform>Von jedem der %n Bilder ein Modell machen?</numerusform>
        </translation>
    </message>
    <message>
        <source>One object from several sides becomes one model. Of different objects, a model of each is made, one after another, and goes to the history.</source>
        <translation>Ein Gegenstand von mehreren Seiten wird ein Modell. Von verschiedenen Gegenständen wird nacheinander je ein Modell gemacht und kommt in den Verlauf.</translation>
    </message>
    <message>
        <source>They run one after another, with the settings shown. Each model goes to the history.</source>
        <translation>Sie laufen nacheinander, mit den gezeigten Einstellungen. Jedes Modell kommt in den Verlauf.</translation>
    </message>
    <message>
        <source>&amp;One Object</source>
        <translation>Ein &amp;Gegenstand</translation>
    </message>
    <message numerus="yes">
        <source>&amp;Queue %n Jobs</source>
        <translation>
            <numerusform>&amp;%n Auftrag einreihen</numerusform>
            <numerusform>&amp;%n Aufträge einreihen</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Open the First</source>
        <translation>&amp;Das erste öffnen</translation>
    </message>
</context>
<context>
    <name>espalier::MessageBanner</name>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>Diese Meldung schließen</translation>
    </message>
    <message>
        <source>Details of the failure</source>
        <translation>Einzelheiten des Fehlers</translation>
    </message>
</context>
<context>
    <name>espalier::ParameterPanel</name>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Use a model from another folder</source>
        <translation>Ein Modell aus einem anderen Ordner verwenden</translation>
    </message>
    <message>
        <source>Resolution</source>
        <translation>Auflösung</translation>
    </message>
    <message>
        <source>How fine the model's grid is. Finer ones need more time and memory.</source>
        <translation>Wie fein das Raster des Modells ist. Feinere brauchen mehr Zeit und Speicher.</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>Güte</translation>
    </message>
    <message>
        <source>Draft, about half the time</source>
        <translation>Entwurf, etwa die halbe Zeit</translation>
    </message>
    <message>
        <source>Standard</source>
        <translation>Standard</translation>
    </message>
    <message>
        <source>High, about twice the time</source>
        <translation>Hoch, etwa die doppelte Zeit</translation>
    </message>
    <message>
        <source>Custom steps</source>
        <translation>Eigene Schritte</translation>
    </message>
    <message>
        <source>How many steps the model takes. Standard is what its makers use.</source>
        <translation>Wie viele Schritte das Modell macht. Standard ist, was seine Schöpfer verwenden.</translation>
    </message>
    <message>
        <source>Shape only, no colours</source>
        <translation>Nur die Form, ohne Farben</translation>
    </message>
    <message>
        <source>Leaves out the colour stages: faster, and enough for printing.</source>
        <translation>Lässt die Farbstufen weg: schneller und zum Drucken genug.</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>What the model makes. Gaussians are for splat viewers, a radiance field is for research; a mesh is for everything else.</source>
        <translation>Was das Modell macht. Gauß-Punkte sind für Splat-Betrachter, ein Strahlungsfeld ist für die Forschung; ein Netz ist für alles andere.</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Startwert</translation>
    </message>
    <message>
        <source>The same picture, settings and seed give the same result. Type a seed to use it again.</source>
        <translation>Gleiches Bild, gleiche Einstellungen und gleicher Startwert geben das gleiche Ergebnis. Geben Sie einen Startwert ein, um ihn wieder zu verwenden.</translation>
    </message>
    <message>
        <source>Draw another seed</source>
        <translation>Einen anderen Startwert ziehen</translation>
    </message>
    <message>
        <source>Keep this seed instead of drawing a new one for each run</source>
        <translation>Diesen Startwert behalten, statt für jeden Lauf einen neuen zu ziehen</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Best there is</source>
        <translation>Das beste vorhandene</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>Prozessor</translation>
    </message>
    <message>
        <source>Graphics card</source>
        <translation>Grafikkarte</translation>
    </message>
    <message>
        <source>Where the model runs.</source>
        <translation>Wo das Modell läuft.</translation>
    </message>
    <message>
        <source>Card memory</source>
        <translation>Kartenspeicher</translation>
    </message>
    <message>
        <source>Fastest that fits</source>
        <translation>Das schnellste, das passt</translation>
    </message>
    <message>
        <source>All networks at once</source>
        <translation>Alle Netze zugleich</translation>
    </message>
    <message>
        <source>One network at a time</source>
        <translation>Ein Netz nach dem anderen</translation>
    </message>
    <message>
        <source>As little as possible</source>
        <translation>So wenig wie möglich</translation>
    </message>
    <message>
        <source>How a job uses the graphics card's memory. Less of it is slower.</source>
        <translation>Wie ein Auftrag den Speicher der Grafikkarte nutzt. Weniger ist langsamer.</translation>
    </message>
    <message>
        <source>Reset to the model's own values</source>
        <translation>Auf die Werte des Modells zurücksetzen</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>Erweitert</translation>
    </message>
    <message>
        <source>Steps and guidance of each stage</source>
        <translation>Schritte und Führung jeder Stufe</translation>
    </message>
    <message>
        <source>Mesh</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>Mesh and Gaussians</source>
        <translation>Netz und Gauß-Punkte</translation>
    </message>
    <message>
        <source>Mesh and radiance field</source>
        <translation>Netz und Strahlungsfeld</translation>
    </message>
    <message>
        <source>Mesh, Gaussians and radiance field</source>
        <translation>Netz, Gauß-Punkte und Strahlungsfeld</translation>
    </message>
    <message>
        <source>%1 of weights</source>
        <translation>%1 an Gewichten</translation>
    </message>
    <message>
        <source>No model was found. Choose a folder that holds a pipeline.json.</source>
        <translation>Es wurde kein Modell gefunden. Wählen Sie einen Ordner mit einer pipeline.json.</translation>
    </message>
</context>
<context>
    <name>espalier::PicturePane</name>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
</context>
<context>
    <name>espalier::PreviewTimeline</name>
    <message>
        <source>How the shape formed</source>
        <translation>Wie die Form entstand</translation>
    </message>
    <message>
        <source>Look back at how the shape formed</source>
        <translation>Zurückblicken, wie die Form entstand</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>%1, step %2 of %3</source>
        <translation>%1, Schritt %2 von %3</translation>
    </message>
</context>
<context>
    <name>espalier::QueuePanel</name>
    <message>
        <source>&amp;Pause After This Job</source>
        <translation>&amp;Nach diesem Auftrag anhalten</translation>
    </message>
    <message>
        <source>Let the running job finish and start no other one until this is switched off</source>
        <translation>Den laufenden Auftrag beenden und keinen anderen beginnen, bis das ausgeschaltet wird</translation>
    </message>
    <message>
        <source>Move &amp;Up</source>
        <translation>Nach &amp;oben</translation>
    </message>
    <message>
        <source>Run this job earlier</source>
        <translation>Diesen Auftrag früher ausführen</translation>
    </message>
    <message>
        <source>Move &amp;Down</source>
        <translation>Nach &amp;unten</translation>
    </message>
    <message>
        <source>Run this job later</source>
        <translation>Diesen Auftrag später ausführen</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>&amp;Entfernen</translation>
    </message>
    <message>
        <source>Take this job off the list, or stop it</source>
        <translation>Diesen Auftrag von der Liste nehmen oder anhalten</translation>
    </message>
    <message>
        <source>&amp;Try Again</source>
        <translation>Noch einmal &amp;versuchen</translation>
    </message>
    <message>
        <source>Put this job at the end of the queue again</source>
        <translation>Diesen Auftrag wieder ans Ende der Schlange stellen</translation>
    </message>
    <message>
        <source>Try All &amp;Failed Ones Again</source>
        <translation>Alle &amp;gescheiterten noch einmal versuchen</translation>
    </message>
    <message>
        <source>Put all failed jobs at the end of the queue</source>
        <translation>Alle gescheiterten Aufträge ans Ende der Schlange stellen</translation>
    </message>
    <message>
        <source>&amp;Clear Those That Are Over</source>
        <translation>&amp;Beendete wegnehmen</translation>
    </message>
    <message>
        <source>Take all finished, failed and cancelled jobs off</source>
        <translation>Alle fertigen, gescheiterten und abgebrochenen Aufträge wegnehmen</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>Aufträge</translation>
    </message>
    <message>
        <source>Jobs appear here. Drop several pictures, or a folder of them, to queue a job for each.</source>
        <translation>Hier erscheinen Aufträge. Ziehen Sie mehrere Bilder oder einen Ordner voll her, um für jedes einen einzureihen.</translation>
    </message>
</context>
<context>
    <name>espalier::ReportDialog</name>
    <message>
        <source>Log and Problem Report</source>
        <translation>Protokoll und Problembericht</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Nothing has been written yet.</source>
        <translation>Es wurde noch nichts geschrieben.</translation>
    </message>
    <message>
        <source>Put the &amp;picture into the report</source>
        <translation>Das &amp;Bild in den Bericht legen</translation>
    </message>
    <message>
        <source>Otherwise the report holds the log, what was found out about this machine, and the settings of the last job, but no picture</source>
        <translation>Sonst enthält der Bericht das Protokoll, was über diesen Rechner bekannt ist, und die Einstellungen des letzten Auftrags, aber kein Bild</translation>
    </message>
    <message>
        <source>&amp;Copy the Log</source>
        <translation>Protokoll &amp;kopieren</translation>
    </message>
    <message>
        <source>&amp;Save a Report...</source>
        <translation>Bericht &amp;speichern ...</translation>
    </message>
    <message>
        <source>Write a zip file that can be sent along with a report of a problem</source>
        <translation>Eine Zip-Datei schreiben, die einem Problembericht beigelegt werden kann</translation>
    </message>
    <message>
        <source>The log is on the clipboard.</source>
        <translation>Das Protokoll liegt in der Zwischenablage.</translation>
    </message>
    <message>
        <source>Save a report</source>
        <translation>Einen Bericht speichern</translation>
    </message>
    <message>
        <source>Zip archive (*.zip)</source>
        <translation>Zip-Archiv (*.zip)</translation>
    </message>
    <message>
        <source>Saved %1</source>
        <translation>%1 gespeichert</translation>
    </message>
</context>
<context>
    <name>espalier::ResultFacts</name>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Resolution</source>
        <translation>Auflösung</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Startwert</translation>
    </message>
    <message>
        <source>Views</source>
        <translation>Ansichten</translation>
    </message>
    <message>
        <source>in turn</source>
        <translation>reihum</translation>
    </message>
    <message>
        <source>all at once</source>
        <translation>alle zugleich</translation>
    </message>
    <message>
        <source>Shape only, no colours</source>
        <translation>Nur die Form, ohne Farben</translation>
    </message>
    <message>
        <source>All of the picture used</source>
        <translation>Das ganze Bild verwendet</translation>
    </message>
    <message>
        <source>Structure</source>
        <translation>Struktur</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>Form</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Farbe</translation>
    </message>
    <message>
        <source>the model's own</source>
        <translation>wie vom Modell</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Guidance</source>
        <translation>Führung</translation>
    </message>
    <message>
        <source>Rescale</source>
        <translation>Dämpfung</translation>
    </message>
    <message>
        <source>Guide from</source>
        <translation>Führen ab</translation>
    </message>
    <message>
        <source>Guide to</source>
        <translation>Führen bis</translation>
    </message>
    <message>
        <source>Time shift</source>
        <translation>Zeitverschiebung</translation>
    </message>
    <message>
        <source>Faces</source>
        <translation>Flächen</translation>
    </message>
    <message>
        <source>Keep all</source>
        <translation>Alle behalten</translation>
    </message>
    <message>
        <source>%1 at most</source>
        <translation>höchstens %1</translation>
    </message>
    <message>
        <source>Texture</source>
        <translation>Textur</translation>
    </message>
    <message>
        <source>None, colours at the vertices</source>
        <translation>Keine, Farben an den Punkten</translation>
    </message>
    <message>
        <source>%1 × %1</source>
        <translation>%1 × %1</translation>
    </message>
    <message>
        <source>Normal map</source>
        <translation>Normal-Map</translation>
    </message>
    <message>
        <source>One watertight surface</source>
        <translation>Eine wasserdichte Oberfläche</translation>
    </message>
    <message>
        <source>Keep inner surfaces</source>
        <translation>Innere Flächen behalten</translation>
    </message>
    <message>
        <source>Fill holes</source>
        <translation>Löcher füllen</translation>
    </message>
</context>
<context>
    <name>espalier::SamplerGrid</name>
    <message>
        <source>Structure</source>
        <translation>Struktur</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>Form</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Farbe</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
</context>
<context>
    <name>espalier::SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>As the desktop</source>
        <translation>Wie der Desktop</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <source>&amp;Theme:</source>
        <translation>&amp;Farbschema:</translation>
    </message>
    <message>
        <source>Light or dark</source>
        <translation>Hell oder dunkel</translation>
    </message>
    <message>
        <source>&amp;Language:</source>
        <translation>&amp;Sprache:</translation>
    </message>
    <message>
        <source>The language of the window, from the next start on</source>
        <translation>Die Sprache des Fensters, vom nächsten Start an</translation>
    </message>
    <message>
        <source>&amp;Preview every n steps:</source>
        <translation>&amp;Vorschau alle n Schritte:</translation>
    </message>
    <message>
        <source>How often the forming shape is shown while a job runs; 1 shows the most</source>
        <translation>Wie oft die entstehende Form gezeigt wird, während ein Auftrag läuft; 1 zeigt am meisten</translation>
    </message>
    <message>
        <source>Best there is</source>
        <translation>Das beste vorhandene</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>Prozessor</translation>
    </message>
    <message>
        <source>Graphics card</source>
        <translation>Grafikkarte</translation>
    </message>
    <message>
        <source>Fastest that fits</source>
        <translation>Das schnellste, das passt</translation>
    </message>
    <message>
        <source>All networks at once</source>
        <translation>Alle Netze zugleich</translation>
    </message>
    <message>
        <source>One network at a time</source>
        <translation>Ein Netz nach dem anderen</translation>
    </message>
    <message>
        <source>As little as possible</source>
        <translation>So wenig wie möglich</translation>
    </message>
    <message>
        <source>all cores</source>
        <translation>alle Kerne</translation>
    </message>
    <message>
        <source>Computing</source>
        <translation>Rechnen</translation>
    </message>
    <message>
        <source>&amp;Device:</source>
        <translation>&amp;Gerät:</translation>
    </message>
    <message>
        <source>Where the model runs.</source>
        <translation>Wo das Modell läuft.</translation>
    </message>
    <message>
        <source>&amp;Card memory:</source>
        <translation>&amp;Kartenspeicher:</translation>
    </message>
    <message>
        <source>How a job uses the graphics card's memory. Less of it is slower.</source>
        <translation>Wie ein Auftrag den Speicher der Grafikkarte nutzt. Weniger ist langsamer.</translation>
    </message>
    <message>
        <source>T&amp;hreads:</source>
        <translation>&amp;Threads:</translation>
    </message>
    <message>
        <source>How many of the processor's cores a job takes</source>
        <translation>Wie viele Kerne des Prozessors ein Auftrag nimmt</translation>
    </message>
    <message>
        <source>the user's data folder</source>
        <translation>der Datenordner des Benutzers</translation>
    </message>
    <message>
        <source>A folder in which models lie, each in a folder of its own</source>
        <translation>Ein Ordner, in dem Modelle liegen, jedes in einem eigenen Ordner</translation>
    </message>
    <message>
        <source>Models folder</source>
        <translation>Ordner der Modelle</translation>
    </message>
    <message>
        <source>&amp;Browse...</source>
        <translation>&amp;Durchsuchen ...</translation>
    </message>
    <message>
        <source>Choose the folder with the models</source>
        <translation>Den Ordner mit den Modellen wählen</translation>
    </message>
    <message>
        <source> GB</source>
        <translation> GB</translation>
    </message>
    <message>
        <source>Clean &amp;Up</source>
        <translation>A&amp;ufräumen</translation>
    </message>
    <message>
        <source>Delete for good what was deleted from the history; that can then no longer be undone</source>
        <translation>Endgültig löschen, was im Verlauf gelöscht wurde; rückgängig machen lässt es sich dann nicht mehr</translation>
    </message>
    <message>
        <source>Storage</source>
        <translation>Speicherplatz</translation>
    </message>
    <message>
        <source>&amp;Models folder:</source>
        <translation>Ordner der &amp;Modelle:</translation>
    </message>
    <message>
        <source>H&amp;istory up to:</source>
        <translation>Ver&amp;lauf bis:</translation>
    </message>
    <message>
        <source>The oldest results are deleted when the history grows beyond it</source>
        <translation>Die ältesten Ergebnisse werden gelöscht, wenn der Verlauf darüber wächst</translation>
    </message>
    <message>
        <source>Used:</source>
        <translation>Belegt:</translation>
    </message>
    <message>
        <source>%1, and %2 deleted</source>
        <translation>%1 und %2 gelöschte</translation>
    </message>
</context>
<context>
    <name>espalier::ViewPictureDialog</name>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>Animated WebP</source>
        <translation>Animiertes WebP</translation>
    </message>
    <message>
        <source>PNG frames</source>
        <translation>PNG-Bilder</translation>
    </message>
    <message>
        <source>MP4 film</source>
        <translation>MP4-Film</translation>
    </message>
    <message>
        <source>&amp;Transparent background</source>
        <translation>&amp;Durchsichtiger Hintergrund</translation>
    </message>
    <message>
        <source>Save View as Picture</source>
        <translation>Ansicht als Bild speichern</translation>
    </message>
    <message>
        <source>Save Turntable</source>
        <translation>Drehteller speichern</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>Breite</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>Höhe</translation>
    </message>
    <message>
        <source>Off: the background of the 3D view</source>
        <translation>Aus: der Hintergrund der 3D-Ansicht</translation>
    </message>
    <message>
        <source>&amp;Size:</source>
        <translation>&amp;Größe:</translation>
    </message>
    <message>
        <source>&amp;Save...</source>
        <translation>&amp;Speichern ...</translation>
    </message>
    <message>
        <source>As shown</source>
        <translation>Wie gezeigt</translation>
    </message>
    <message>
        <source>Square</source>
        <translation>Quadrat</translation>
    </message>
    <message>
        <source>Full HD</source>
        <translation>Full HD</translation>
    </message>
    <message>
        <source>Large square</source>
        <translation>Großes Quadrat</translation>
    </message>
    <message>
        <source>4K</source>
        <translation>4K</translation>
    </message>
    <message>
        <source>Small square</source>
        <translation>Kleines Quadrat</translation>
    </message>
    <message>
        <source>HD</source>
        <translation>HD</translation>
    </message>
    <message>
        <source>Another</source>
        <translation>Andere</translation>
    </message>
    <message>
        <source> s</source>
        <translation> s</translation>
    </message>
    <message>
        <source>Install the program ffmpeg to write MP4 films as well</source>
        <translation>Installieren Sie das Programm ffmpeg, um auch MP4-Filme zu schreiben</translation>
    </message>
    <message>
        <source>&amp;One round in:</source>
        <translation>Eine &amp;Runde in:</translation>
    </message>
    <message>
        <source>&amp;Format:</source>
        <translation>&amp;Format:</translation>
    </message>
    <message>
        <source>The 3D view gave no picture.</source>
        <translation>Die 3D-Ansicht gab kein Bild.</translation>
    </message>
    <message>
        <source>Bring the window to the front and try again.</source>
        <translation>Holen Sie das Fenster nach vorn und versuchen Sie es noch einmal.</translation>
    </message>
</context>
<context>
    <name>espalier::ViewPictures</name>
    <message>
        <source>Save the view</source>
        <translation>Die Ansicht speichern</translation>
    </message>
    <message>
        <source>view</source>
        <translation>Ansicht</translation>
    </message>
    <message>
        <source>PNG picture (*.png)</source>
        <translation>PNG-Bild (*.png)</translation>
    </message>
    <message>
        <source>Save the turntable</source>
        <translation>Den Drehteller speichern</translation>
    </message>
    <message>
        <source>turntable</source>
        <translation>Drehteller</translation>
    </message>
    <message>
        <source>Taking pictures from all around...</source>
        <translation>Bilder werden rundherum aufgenommen ...</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>An&amp;halten</translation>
    </message>
</context>
<context>
    <name>espalier::ViewportCommands</name>
    <message>
        <source>Gaussians</source>
        <translation>Gauß-Punkte</translation>
    </message>
    <message>
        <source>%1 (%2, in the 3D view)</source>
        <translation>%1 (%2, in der 3D-Ansicht)</translation>
    </message>
    <message>
        <source>&amp;Espalier</source>
        <translation>&amp;Espalier</translation>
    </message>
    <message>
        <source>&amp;Blender</source>
        <translation>&amp;Blender</translation>
    </message>
    <message>
        <source>&amp;Maya</source>
        <translation>&amp;Maya</translation>
    </message>
    <message>
        <source>L&amp;ook</source>
        <translation>&amp;Blick</translation>
    </message>
    <message>
        <source>&amp;Mouse</source>
        <translation>&amp;Maus</translation>
    </message>
</context>
<context>
    <name>espalier::ViewportOverlays</name>
    <message>
        <source>Notice</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation>Zahlen</translation>
    </message>
    <message>
        <source>Keys and mouse</source>
        <translation>Tasten und Maus</translation>
    </message>
    <message>
        <source>Click to close</source>
        <translation>Klicken schließt</translation>
    </message>
</context>
<context>
    <name>espalier::ViewportWidget</name>
    <message>
        <source>3D view</source>
        <translation>3D-Ansicht</translation>
    </message>
</context>
<context>
    <name>espalier::ViewsPanel</name>
    <message>
        <source>&amp;Add Pictures of the Same Object...</source>
        <translation>Bilder desselben Gegenstands &amp;hinzufügen ...</translation>
    </message>
    <message>
        <source>Add pictures of the same object</source>
        <translation>Bilder desselben Gegenstands hinzufügen</translation>
    </message>
    <message>
        <source>Move &amp;Up</source>
        <translation>Nach &amp;oben</translation>
    </message>
    <message>
        <source>Let the model see this picture earlier</source>
        <translation>Dem Modell dieses Bild früher zeigen</translation>
    </message>
    <message>
        <source>Move &amp;Down</source>
        <translation>Nach &amp;unten</translation>
    </message>
    <message>
        <source>Let the model see this picture later</source>
        <translation>Dem Modell dieses Bild später zeigen</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>&amp;Entfernen</translation>
    </message>
    <message>
        <source>Leave this picture out</source>
        <translation>Dieses Bild weglassen</translation>
    </message>
    <message>
        <source>Further views</source>
        <translation>Weitere Ansichten</translation>
    </message>
    <message>
        <source>Each step sees</source>
        <translation>Jeder Schritt sieht</translation>
    </message>
    <message>
        <source>one picture, in turn</source>
        <translation>ein Bild, reihum</translation>
    </message>
    <message>
        <source>all pictures, slower</source>
        <translation>alle Bilder, langsamer</translation>
    </message>
    <message>
        <source>How the pictures guide the model. All at once agree better; one in turn costs no time.</source>
        <translation>Wie die Bilder das Modell führen. Alle zugleich stimmen besser überein; reihum kostet keine Zeit.</translation>
    </message>
    <message>
        <source>The chosen model looks at the first picture only.</source>
        <translation>Das gewählte Modell sieht nur das erste Bild an.</translation>
    </message>
    <message>
        <source>Further views: none</source>
        <translation>Weitere Ansichten: keine</translation>
    </message>
    <message>
        <source>Further views: %1</source>
        <translation>Weitere Ansichten: %1</translation>
    </message>
</context>
<context>
    <name>espalier::WelcomeView</name>
    <message>
        <source>Or try a sample</source>
        <translation>Oder probieren Sie ein Beispiel</translation>
    </message>
    <message>
        <source>One picture, one 3D model</source>
        <translation>Ein Bild, ein 3D-Modell</translation>
    </message>
    <message>
        <source>Drop a picture anywhere in this window, paste it, or open a file.</source>
        <translation>Ziehen Sie ein Bild irgendwo auf dieses Fenster, fügen Sie es ein, oder öffnen Sie eine Datei.</translation>
    </message>
    <message>
        <source>Sample picture %1</source>
        <translation>Beispielbild %1</translation>
    </message>
</context>
<context>
    <name>espalier::WindowActions</name>
    <message>
        <source>&amp;Open Picture...</source>
        <translation>Bild ö&amp;ffnen ...</translation>
    </message>
    <message>
        <source>Open a picture</source>
        <translation>Ein Bild öffnen</translation>
    </message>
    <message>
        <source>Open &amp;Folder...</source>
        <translation>&amp;Ordner öffnen ...</translation>
    </message>
    <message>
        <source>Make a model of each picture in a folder</source>
        <translation>Ein Modell von jedem Bild eines Ordners machen</translation>
    </message>
    <message>
        <source>&amp;Paste Picture</source>
        <translation>Bild &amp;einfügen</translation>
    </message>
    <message>
        <source>Use the picture on the clipboard</source>
        <translation>Das Bild aus der Zwischenablage verwenden</translation>
    </message>
    <message>
        <source>Cut &amp;Out the Object...</source>
        <translation>Gegenstand &amp;ausschneiden ...</translation>
    </message>
    <message>
        <source>Correct what of the picture is the object</source>
        <translation>Verbessern, was vom Bild der Gegenstand ist</translation>
    </message>
    <message>
        <source>Use &amp;All of the Picture</source>
        <translation>&amp;Das ganze Bild verwenden</translation>
    </message>
    <message>
        <source>Stop looking for the object in the picture</source>
        <translation>Nicht länger nach dem Gegenstand im Bild suchen</translation>
    </message>
    <message>
        <source>&amp;Export...</source>
        <translation>E&amp;xportieren ...</translation>
    </message>
    <message>
        <source>Write the model to a file</source>
        <translation>Das Modell in eine Datei schreiben</translation>
    </message>
    <message>
        <source>Export Ga&amp;ussians...</source>
        <translation>&amp;Gauß-Punkte exportieren ...</translation>
    </message>
    <message>
        <source>Write the model's Gaussians for splat viewers</source>
        <translation>Die Gauß-Punkte des Modells für Splat-Betrachter schreiben</translation>
    </message>
    <message>
        <source>Export Ra&amp;diance Field...</source>
        <translation>Strahlungsfel&amp;d exportieren ...</translation>
    </message>
    <message>
        <source>Write the model's radiance field as the tensors that it is made of</source>
        <translation>Das Strahlungsfeld des Modells als die Tensoren schreiben, aus denen es besteht</translation>
    </message>
    <message>
        <source>&amp;Save View as Picture...</source>
        <translation>Ansicht als Bild &amp;speichern ...</translation>
    </message>
    <message>
        <source>Save what the 3D view shows</source>
        <translation>Speichern, was die 3D-Ansicht zeigt</translation>
    </message>
    <message>
        <source>Screenshot</source>
        <translation>Bildschirmfoto</translation>
    </message>
    <message>
        <source>Save &amp;Turntable...</source>
        <translation>Dreh&amp;teller speichern ...</translation>
    </message>
    <message>
        <source>Save pictures of the model from all around, as an animation</source>
        <translation>Bilder des Modells von rundherum speichern, als Animation</translation>
    </message>
    <message>
        <source>Se&amp;ttings...</source>
        <translation>E&amp;instellungen ...</translation>
    </message>
    <message>
        <source>Device, memory, storage, theme and language</source>
        <translation>Gerät, Speicher, Platz, Farbschema und Sprache</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Generate</source>
        <translation>&amp;Erzeugen</translation>
    </message>
    <message>
        <source>Make a 3D model of the picture</source>
        <translation>Ein 3D-Modell des Bildes machen</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Abbrechen</translation>
    </message>
    <message>
        <source>Stop the running job</source>
        <translation>Den laufenden Auftrag anhalten</translation>
    </message>
    <message>
        <source>&amp;Draw Another Seed</source>
        <translation>Anderen &amp;Startwert ziehen</translation>
    </message>
    <message>
        <source>Draw another seed</source>
        <translation>Einen anderen Startwert ziehen</translation>
    </message>
    <message>
        <source>Apply &amp;Asset Settings</source>
        <translation>&amp;Asset-Einstellungen anwenden</translation>
    </message>
    <message>
        <source>Make the asset again with the settings of the Asset panel, without running the model</source>
        <translation>Das Ergebnis mit den Einstellungen des Felds Asset neu machen, ohne das Modell rechnen zu lassen</translation>
    </message>
    <message>
        <source>Stop Makin&amp;g the Asset</source>
        <translation>Neumachen an&amp;halten</translation>
    </message>
    <message>
        <source>Stop, and keep the asset as it was</source>
        <translation>Anhalten und das Ergebnis lassen, wie es war</translation>
    </message>
    <message>
        <source>Show Mesh &amp;Before</source>
        <translation>Netz &amp;vorher zeigen</translation>
    </message>
    <message>
        <source>Show the mesh as the model gave it</source>
        <translation>Das Netz zeigen, wie das Modell es gab</translation>
    </message>
    <message>
        <source>&amp;Model Folder...</source>
        <translation>Modell&amp;ordner ...</translation>
    </message>
    <message>
        <source>Use a model from another folder</source>
        <translation>Ein Modell aus einem anderen Ordner verwenden</translation>
    </message>
    <message>
        <source>&amp;Frame</source>
        <translation>&amp;Einpassen</translation>
    </message>
    <message>
        <source>Show the whole model</source>
        <translation>Das ganze Modell zeigen</translation>
    </message>
    <message>
        <source>&amp;Wireframe</source>
        <translation>&amp;Drahtgitter</translation>
    </message>
    <message>
        <source>Draw the triangles' edges</source>
        <translation>Die Kanten der Dreiecke zeichnen</translation>
    </message>
    <message>
        <source>&amp;Colours</source>
        <translation>&amp;Farben</translation>
    </message>
    <message>
        <source>Show the model's own colours</source>
        <translation>Die eigenen Farben des Modells zeigen</translation>
    </message>
    <message>
        <source>C&amp;lay</source>
        <translation>&amp;Ton</translation>
    </message>
    <message>
        <source>Show the form only, in one grey</source>
        <translation>Nur die Form zeigen, in einem Grau</translation>
    </message>
    <message>
        <source>&amp;Normals</source>
        <translation>&amp;Normalen</translation>
    </message>
    <message>
        <source>Colour each spot by the direction it faces</source>
        <translation>Jede Stelle nach der Richtung färben, in die sie zeigt</translation>
    </message>
    <message>
        <source>&amp;UV Checker</source>
        <translation>&amp;UV-Schachbrett</translation>
    </message>
    <message>
        <source>Show how the textures lie on the model</source>
        <translation>Zeigen, wie die Texturen auf dem Modell liegen</translation>
    </message>
    <message>
        <source>&amp;Vertex Colours</source>
        <translation>Farben der &amp;Punkte</translation>
    </message>
    <message>
        <source>Show the colours at the vertices, without light</source>
        <translation>Die Farben an den Punkten zeigen, ohne Licht</translation>
    </message>
    <message>
        <source>&amp;Studio</source>
        <translation>&amp;Studio</translation>
    </message>
    <message>
        <source>Light the model with large soft lamps</source>
        <translation>Das Modell mit großen weichen Lampen beleuchten</translation>
    </message>
    <message>
        <source>&amp;Daylight</source>
        <translation>&amp;Tageslicht</translation>
    </message>
    <message>
        <source>Light the model with sun and blue sky</source>
        <translation>Das Modell mit Sonne und blauem Himmel beleuchten</translation>
    </message>
    <message>
        <source>Suns&amp;et</source>
        <translation>&amp;Abendsonne</translation>
    </message>
    <message>
        <source>Light the model with a low, warm sun</source>
        <translation>Das Modell mit einer tiefen, warmen Sonne beleuchten</translation>
    </message>
    <message>
        <source>As the &amp;Desktop</source>
        <translation>Wie der &amp;Desktop</translation>
    </message>
    <message>
        <source>Be light or dark as the desktop is</source>
        <translation>Hell oder dunkel sein, wie der Desktop es ist</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>&amp;Hell</translation>
    </message>
    <message>
        <source>Be light, whatever the desktop is</source>
        <translation>Hell sein, wie auch immer der Desktop ist</translation>
    </message>
    <message>
        <source>Dar&amp;k</source>
        <translation>Dun&amp;kel</translation>
    </message>
    <message>
        <source>Be dark, whatever the desktop is</source>
        <translation>Dunkel sein, wie auch immer der Desktop ist</translation>
    </message>
    <message>
        <source>Colours or Normals</source>
        <translation>Farben oder Normalen</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>How to get from a picture to a model</source>
        <translation>Wie aus einem Bild ein Modell wird</translation>
    </message>
    <message>
        <source>&amp;Log and Problem Report...</source>
        <translation>&amp;Protokoll und Problembericht ...</translation>
    </message>
    <message>
        <source>Read and copy the log, or save a report of a problem</source>
        <translation>Das Protokoll lesen und kopieren, oder einen Problembericht speichern</translation>
    </message>
    <message>
        <source>&amp;About Espalier</source>
        <translation>Ü&amp;ber Espalier</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>Open &amp;Recent</source>
        <translation>&amp;Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>Open &amp;Sample</source>
        <translation>&amp;Beispiel öffnen</translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation>&amp;Modell</translation>
    </message>
    <message>
        <source>&amp;Queue</source>
        <translation>&amp;Warteschlange</translation>
    </message>
    <message>
        <source>H&amp;istory</source>
        <translation>&amp;Verlauf</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Panels</source>
        <translation>&amp;Felder</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>Farb&amp;schema</translation>
    </message>
</context>
</TS>
