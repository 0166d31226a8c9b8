"""Draws models side by side in Blender:

    blender -b --factory-startup --python-exit-code 1 --python tests/bench/render_assets.py -- OUT.jpg MODEL.glb...

Cycles on the processor, 1200 x 460, nothing retouched: the models stand on a plain floor as they were imported.
"""
import math
import sys

import bpy
import numpy
from mathutils import Vector

numpy.bool = bool  # Debian 12 pairs the glTF importer with a numpy that no longer has the old alias

WIDTH, HEIGHT, SAMPLES = 1200, 460, 192
SPACING = 1.15  # between the middles of models that are about one unit tall


def stand(file, x):
    """Imports a model and puts it on the floor with its middle at x, turned a little towards the camera."""
    before = set(bpy.data.objects)
    bpy.ops.import_scene.gltf(filepath=file)
    model = next(o for o in set(bpy.data.objects) - before if o.type == 'MESH')
    model.rotation_mode = 'XYZ'
    model.rotation_euler.z += math.radians(-25)
    bpy.context.view_layer.update()
    corners = [model.matrix_world @ Vector(corner) for corner in model.bound_box]
    low = [min(c[i] for c in corners) for i in range(3)]
    high = [max(c[i] for c in corners) for i in range(3)]
    model.location += Vector((x - (low[0] + high[0]) / 2, -(low[1] + high[1]) / 2, -low[2]))
    for polygon in model.data.polygons:
        polygon.use_smooth = True


def lamp(place, size, watts):
    data = bpy.data.lights.new('lamp', 'AREA')
    data.size, data.energy = size, watts
    holder = bpy.data.objects.new('lamp', data)
    holder.location = place
    holder.rotation_euler = (-Vector(place)).to_track_quat('-Z', 'Y').to_euler()
    bpy.context.collection.objects.link(holder)


def studio():
    """A floor that bends up into the background, a large soft key light, a fill and a rim."""
    rows = [(-6, 0)] + [(3 + 2 * math.sin(a), 2 - 2 * math.cos(a)) for a in (i * math.pi / 32 for i in range(17))] + [(5, 9)]
    vertices = [(x, y, z) for y, z in rows for x in (-12, 12)]
    faces = [(2 * i, 2 * i + 1, 2 * i + 3, 2 * i + 2) for i in range(len(rows) - 1)]
    mesh = bpy.data.meshes.new('floor')
    mesh.from_pydata(vertices, [], faces)
    for polygon in mesh.polygons:
        polygon.use_smooth = True
    material = bpy.data.materials.new('floor')
    material.use_nodes = True
    surface = material.node_tree.nodes['Principled BSDF'].inputs
    surface['Base Color'].default_value = (0.30, 0.33, 0.38, 1)
    surface['Roughness'].default_value = 0.9
    mesh.materials.append(material)
    bpy.context.collection.objects.link(bpy.data.objects.new('floor', mesh))
    lamp((-3, -3, 4), 3.0, 230)
    lamp((4, -2.5, 2.5), 3.0, 50)
    lamp((1, 2.5, 4), 2.0, 120)
    world = bpy.data.worlds.new('world')
    world.use_nodes = True
    world.node_tree.nodes['Background'].inputs['Strength'].default_value = 0.25
    world.node_tree.nodes['Background'].inputs['Color'].default_value = (0.9, 0.95, 1, 1)
    bpy.context.scene.world = world


def camera(count):
    data = bpy.data.cameras.new('camera')
    data.lens = 70
    holder = bpy.data.objects.new('camera', data)
    target = Vector((0, 0, 0.46))
    width = SPACING * (count - 1) + 1.05
    distance = width * data.lens / data.sensor_width
    holder.location = target + Vector((0, -math.cos(math.radians(14)), math.sin(math.radians(14)))) * distance
    holder.rotation_euler = (target - holder.location).to_track_quat('-Z', 'Y').to_euler()
    bpy.context.collection.objects.link(holder)
    bpy.context.scene.camera = holder


def main():
    target, *models = sys.argv[sys.argv.index('--') + 1:]
    bpy.ops.wm.read_factory_settings(use_empty=True)
    for i, model in enumerate(models):
        stand(model, SPACING * (i - (len(models) - 1) / 2))
    studio()
    camera(len(models))
    scene = bpy.context.scene
    scene.render.engine = 'CYCLES'
    scene.cycles.samples = SAMPLES
    scene.cycles.use_denoising = False  # Debian's Blender has no denoiser
    scene.render.resolution_x, scene.render.resolution_y = WIDTH, HEIGHT
    scene.view_settings.view_transform = 'Standard'
    scene.render.image_settings.file_format = 'JPEG'
    scene.render.image_settings.quality = 90
    scene.render.filepath = target
    bpy.ops.render.render(write_still=True)


main()
